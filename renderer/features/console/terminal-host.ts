import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import { workspacePath } from '../../../shared/domain/file.ts'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { describeError } from '../../state/describe-error.ts'
import type { RunsStore } from '../../state/runs.ts'
import { watchTheme } from '../../ui/token-colours.ts'
import { answeredFolder, folderChange, typedChange } from './change-folder.ts'
import { checkedLink } from './links.ts'
import { OutputWriter } from './output-writer.ts'
import { cleanPaste } from './paste.ts'
import { keyOf } from './terminal-keys.ts'
import { TerminalLine } from './terminal-line.ts'
import { terminalTheme } from './terminal-theme.ts'

/** What the host asks a person through. */
export interface TerminalQuestions {
  /** A click on an address in the output. */
  openLink(url: URL): void
  /** More than one line was pasted: resolves with whether to take it. */
  pasteLines(text: string): Promise<boolean>
}

/** One console of a session, outside React: keeps its screen, folder and history while other things are shown. */
export interface TerminalHost {
  /** Moves it into an element and fits it to that. Returns what takes it out again. */
  attach(element: HTMLElement, questions: TerminalQuestions): () => void
  /** Commands can be started now. */
  setLive(live: boolean): void
  clear(): void
  focus(): void
  dispose(): void
}

/** Seconds: the hard end of the API, since a console has no limit of its own to choose. */
const commandLimit = 290
/** Commands of before that are shown again, and bytes of output of each. */
const replayedRuns = 30
const replayedBytes = 256 * 1024

export function createTerminalHost(
  session: SessionRef,
  runs: RunsStore,
  platform: { readonly mac: boolean },
): TerminalHost {
  const terminal = new Terminal({
    ...terminalTheme(),
    convertEol: true,
    cursorBlink: false,
    cursorStyle: 'block',
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
    fontSize: 13,
    lineHeight: 1.2,
    scrollback: 5000,
    // A program cannot ask for or change anything of the window.
    windowOptions: {},
    linkHandler: { activate: (_event, text) => openLink(text), allowNonHttpProtocols: false },
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(new WebLinksAddon((_event, text) => openLink(text)))
  const line = new TerminalLine(terminal)
  const end = new AbortController()
  let questions: TerminalQuestions | undefined
  let folder: string = workspacePath
  let before: string = workspacePath
  let current: Run | undefined
  let isBusy = true
  let isLive = false
  let isOpened = false

  function openLink(text: string): void {
    const url = checkedLink(text)
    if (url) questions?.openLink(url)
  }

  function say(text: string): void {
    terminal.write(`\x1b[90m${text}\x1b[0m\r\n`)
  }

  function prompt(): void {
    isBusy = false
    if (isLive) line.show(folder)
  }

  /** Waits until a run is over; the list follows it. */
  async function settled(runId: string): Promise<Run | undefined> {
    const find = () => runs.getState().sessions[sessionKey(session)]?.runs.find(({ id }) => id === runId)
    return await new Promise((resolve) => {
      const check = () => {
        const run = find()
        if (run && isUnderWay(run) && !end.signal.aborted) return
        if (!run && runs.getState().sessions[sessionKey(session)]?.state === 'loading') return
        stop()
        resolve(run)
      }
      const stop = runs.subscribe(check)
      end.signal.addEventListener('abort', check, { once: true })
      check()
    })
  }

  /** Writes a run's output from its first byte to its end; a reading that breaks is taken up again. */
  async function follow(run: Run, shown: boolean): Promise<OutputWriter> {
    const writer = new OutputWriter(terminal)
    while (!end.signal.aborted) {
      try {
        for await (const piece of runs.getState().output(run.id, end.signal)) await writer.write(piece, shown)
        break
      } catch (thrown) {
        if (!isAppError(thrown, 'offline')) {
          if (!isAppError(thrown, 'cancelled'))
            say(describeError(toErrorData(thrown), 'The output could not be read').title)
          break
        }
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    }
    await writer.end()
    return writer
  }

  function sayOutcome(run: Run): void {
    const { label, word, rest, second } = outcomeWords(run, Date.now())
    if (label === 'ok') return
    say([word, rest].filter(Boolean).join(' · ') + (second === '' ? '' : `. ${second}`))
  }

  /** Shows a run to its end: its output, then what became of it. */
  async function showRun(run: Run): Promise<void> {
    current = run
    const changes = typedChange(run.title) !== undefined
    const writer = await follow(run, !changes)
    const over = await settled(run.id)
    current = undefined
    if (!over) return
    const isOk = outcomeWords(over, Date.now()).label === 'ok'
    if (changes && isOk) changeFolder(answeredFolder(writer.tail) ?? folder)
    else sayOutcome(over)
  }

  function changeFolder(to: string): void {
    before = folder
    folder = to
  }

  async function run(typed: string): Promise<void> {
    if (typed.trim() === '') return
    const change = folderChange(typed, before)
    const started = await runs.getState().start({
      kind: 'command',
      session,
      command: change?.command ?? typed,
      limit: commandLimit,
      cwd: folder,
    })
    if (started) {
      await showRun(started)
      if (change?.isBack) terminal.write(`${folder}\r\n`)
    } else {
      const error = runs.getState().startErrors[sessionKey(session)]
      if (error) say(describeError(error, 'The command was not started').title)
    }
  }

  async function accept(): Promise<void> {
    line.finish()
    const typed = line.editor.accept()
    isBusy = true
    await run(typed)
    prompt()
  }

  /** What ran before the window was loaded, as if it had been typed here. */
  async function replay(): Promise<void> {
    const list = await listed()
    const past = list.filter(({ kind }) => kind === 'command').slice(-replayedRuns)
    for (const one of past) {
      if (end.signal.aborted) return
      const typed = typedChange(one.title) ?? one.title
      line.editor.remember(typed)
      line.show(folder)
      line.editor.set(typed)
      line.finish()
      line.editor.clear()
      if (one.stdoutBytes + one.stderrBytes > replayedBytes && !isUnderWay(one)) {
        say('Its output is not shown again here: it is too long.')
        sayOutcome(one)
      } else await showRun(one)
    }
  }

  async function listed(): Promise<readonly Run[]> {
    return await new Promise((resolve) => {
      const check = () => {
        const now = runs.getState().sessions[sessionKey(session)]
        if ((!now || now.state === 'loading') && !end.signal.aborted) return
        stop()
        resolve(now?.runs ?? [])
      }
      const stop = runs.subscribe(check)
      end.signal.addEventListener('abort', check, { once: true })
      check()
    })
  }

  async function paste(text: string): Promise<void> {
    const clean = cleanPaste(text)
    if (clean === '') return
    if (clean.includes('\n') && !(await questions?.pasteLines(clean))) return
    line.editor.insert(clean)
    line.draw()
    terminal.focus()
  }

  /** Ctrl+C: ends what runs, or throws the line away. */
  function interrupt(): void {
    if (current)
      void runs
        .getState()
        .stop(current.id)
        .catch((thrown: unknown) => say(describeError(toErrorData(thrown), 'It was not stopped').title))
    else if (line.isShown) {
      line.finish('^C')
      line.editor.clear()
      line.show(folder)
    }
  }

  function clear(): void {
    // Written, not `terminal.clear()`: it has to come after what is still on its way to the screen.
    terminal.write('\x1b[2J\x1b[3J\x1b[H')
    if (line.isShown) line.redrawAtTop()
  }

  const { editor } = line
  const actions: Record<string, () => void> = {
    enter: () => void (line.isShown && accept()),
    backspace: () => editor.backspace(),
    delete: () => editor.delete(),
    left: () => editor.left(),
    right: () => editor.right(),
    wordLeft: () => editor.wordLeft(),
    wordRight: () => editor.wordRight(),
    home: () => editor.home(),
    end: () => editor.end(),
    previous: () => editor.previous(),
    next: () => editor.next(),
    deleteWord: () => editor.deleteWord(),
    deleteToStart: () => editor.deleteToStart(),
    deleteToEnd: () => editor.deleteToEnd(),
    clear,
    interrupt,
  }

  terminal.onData((data) => {
    const key = keyOf(data)
    if (key?.kind === 'action') {
      actions[key.name]?.()
      // While a command runs, only its interruption and what is typed for later count.
      if (key.name !== 'enter' && key.name !== 'interrupt' && key.name !== 'clear') line.draw()
    } else if (key) {
      editor.insert(key.text)
      line.draw()
    }
  })
  terminal.onResize(() => line.isShown && line.draw())
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true
    const first = platform.mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && event.shiftKey
    if (!first || event.altKey) return true
    // Copy, paste, clear and select all (look.md 12); everything else goes where it was going.
    switch (event.code) {
      case 'KeyC':
        if (terminal.hasSelection()) void navigator.clipboard.writeText(terminal.getSelection())
        break
      case 'KeyV':
        // The paste event that follows brings the text.
        return false
      case 'KeyK':
        clear()
        break
      case 'KeyA':
        terminal.selectAll()
        break
      default:
        return true
    }
    event.preventDefault()
    return false
  })

  const endTheme = watchTheme(() => {
    const { theme, minimumContrastRatio } = terminalTheme()
    terminal.options.theme = theme
    terminal.options.minimumContrastRatio = minimumContrastRatio
  })
  const endWatch = runs.getState().watch(session)

  async function begin(): Promise<void> {
    await replay()
    if (!end.signal.aborted) prompt()
  }

  return {
    attach(element, asked) {
      questions = asked
      if (isOpened && terminal.element) element.append(terminal.element)
      else {
        terminal.open(element)
        isOpened = true
        fit.fit()
        void begin()
      }
      // In the capture phase, before xterm's own: what is pasted is cleaned and asked about.
      const onPaste = (event: ClipboardEvent) => {
        event.preventDefault()
        event.stopPropagation()
        void paste(event.clipboardData?.getData('text/plain') ?? '')
      }
      element.addEventListener('paste', onPaste, { capture: true })
      const observer = new ResizeObserver(() => fit.fit())
      observer.observe(element)
      return () => {
        observer.disconnect()
        element.removeEventListener('paste', onPaste, { capture: true })
        terminal.element?.remove()
        if (questions === asked) questions = undefined
      }
    },
    setLive(live) {
      if (live === isLive) return
      isLive = live
      if (live && !isBusy && !line.isShown) line.show(folder)
      else if (!live && line.isShown) {
        line.finish()
        line.editor.clear()
        say('The session is not active. Its console goes on when it is.')
      }
    },
    clear,
    focus: () => terminal.focus(),
    dispose() {
      end.abort()
      endTheme()
      endWatch()
      terminal.dispose()
    },
  }
}
