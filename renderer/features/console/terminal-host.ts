import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { LineShellOptions } from './line-shell.ts'
import { LineShell } from './line-shell.ts'
import { checkedLink } from './links.ts'
import { cleanPaste } from './paste.ts'
import type { ConsoleProblem } from './run-on-screen.ts'
import { TerminalFind } from './terminal-find.ts'
import { listenToKeys } from './terminal-input.ts'
import { TerminalLine } from './terminal-line.ts'
import { followLook, terminalLook } from './terminal-theme.ts'

/** What the host asks a person through. */
export interface TerminalQuestions {
  /** A click on an address in the output. */
  openLink(url: URL): void
  /** More than one line was pasted: resolves with whether to take it. */
  pasteLines(text: string): Promise<boolean>
}

/** What a pane shows beside the screen. */
export interface TerminalHostState {
  /** What ran before is shown, and the prompt is there or comes when commands can be started. */
  readonly isReady: boolean
  /** What went wrong last, until the next command. */
  readonly problem?: ConsoleProblem | undefined
}

export interface TerminalHostOptions
  extends Pick<LineShellOptions, 'session' | 'consoleId' | 'runs' | 'folder' | 'clearedAt' | 'onFolder'> {
  readonly mac: boolean
  /** Its screen was cleared (ms, our clock). */
  readonly onCleared: (at: number) => void
}

/** Where a person wants to look. */
export type ScrollTarget = 'pageUp' | 'pageDown' | 'top' | 'end'

/** One console of a session, outside React: keeps its screen, folder and history while other things are shown. */
export interface TerminalHost {
  readonly state: StoreApi<TerminalHostState>
  readonly find: TerminalFind
  /** Nothing runs in it and nothing is typed: built again from its runs it is the same. */
  readonly isIdle: boolean
  readonly selection: string
  /** Moves it into an element and fits it to that. Returns what takes it out again. */
  attach(element: HTMLElement, questions: TerminalQuestions): () => void
  /** Commands can be started now. */
  setLive(live: boolean): void
  /** Its name for screen readers, and whether one reads it. */
  setReading(name: string, screenReader: boolean): void
  /** Text from a clipboard: cleaned, and asked about when it has several lines. */
  paste(text: string): Promise<void>
  selectAll(): void
  scroll(to: ScrollTarget): void
  clear(): void
  focus(): void
  dispose(): void
}

export function createTerminalHost({ mac, onCleared, ...options }: TerminalHostOptions): TerminalHost {
  const { session, runs } = options
  const terminal = new Terminal({
    ...terminalLook(),
    convertEol: true,
    cursorBlink: false,
    cursorStyle: 'block',
    lineHeight: 1.2,
    scrollback: 5000,
    // Marking what was found is one of them.
    allowProposedApi: true,
    // A program cannot ask for or change anything of the window.
    windowOptions: {},
    linkHandler: { activate: (_event, text) => openLink(text), allowNonHttpProtocols: false },
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(new WebLinksAddon((_event, text) => openLink(text)))
  const find = new TerminalFind(terminal)
  const line = new TerminalLine(terminal)
  const end = new AbortController()
  const shell = new LineShell({
    ...options,
    terminal,
    line,
    end: end.signal,
    onReady: () => state.setState({ isReady: true }),
    onProblem: (problem) => state.setState({ problem }),
  })
  const state = createStore<TerminalHostState>()(() => ({ isReady: false }))
  let questions: TerminalQuestions | undefined
  let isOpened = false
  let name = ''

  function openLink(text: string): void {
    const url = checkedLink(text)
    if (url) questions?.openLink(url)
  }

  async function paste(text: string): Promise<void> {
    const clean = cleanPaste(text)
    if (clean === '' || !shell.takesInput) return
    if (clean.includes('\n') && !(await questions?.pasteLines(clean))) return
    line.editor.insert(clean)
    line.draw()
    terminal.focus()
  }

  function clear(): void {
    // The selection is a place on the screen, which would stay marked with nothing in it.
    terminal.clearSelection()
    // Written, not `terminal.clear()`: it has to come after what is still on its way to the screen.
    terminal.write('\x1b[2J\x1b[3J\x1b[H')
    if (line.isShown) line.redrawAtTop()
    onCleared(Date.now())
  }

  const label = () => terminal.textarea?.setAttribute('aria-label', `${name}: terminal input`)
  const enter = () => void shell.accept()
  const isOn = () => shell.takesInput
  listenToKeys({ terminal, line, mac, isOn, enter, interrupt: () => shell.interrupt(), clear })
  terminal.onResize(() => line.draw())

  // One that is not on the page has no size to fit to; it is fitted when it comes back.
  const endLook = followLook(terminal, () => terminal.element?.isConnected && fit.fit())
  let endWatch = () => {}

  return {
    state,
    find,
    get isIdle() {
      return shell.isIdle
    },
    get selection() {
      return terminal.getSelection()
    },
    attach(element, asked) {
      questions = asked
      if (isOpened && terminal.element) element.append(terminal.element)
      else {
        terminal.open(element)
        isOpened = true
        endWatch = runs.getState().watch(session)
        label()
        fit.fit()
        void shell.begin()
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
    setLive: (live) => shell.setLive(live),
    setReading(said, screenReader) {
      name = said
      label()
      terminal.options.screenReaderMode = screenReader
    },
    paste,
    selectAll: () => terminal.selectAll(),
    scroll(to) {
      if (to === 'top') terminal.scrollToTop()
      else if (to === 'end') terminal.scrollToBottom()
      else terminal.scrollPages(to === 'pageUp' ? -1 : 1)
    },
    clear,
    focus: () => terminal.focus(),
    dispose() {
      end.abort()
      endLook()
      endWatch()
      terminal.dispose()
    },
  }
}
