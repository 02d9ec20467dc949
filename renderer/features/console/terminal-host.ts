import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { RunsStore } from '../../state/runs.ts'
import { textLook, watchText, watchTheme } from '../../ui/token-colours.ts'
import { LineShell } from './line-shell.ts'
import { checkedLink } from './links.ts'
import { cleanPaste } from './paste.ts'
import { listenToKeys } from './terminal-input.ts'
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

export function createTerminalHost(
  session: SessionRef,
  runs: RunsStore,
  { mac }: { readonly mac: boolean },
): TerminalHost {
  const terminal = new Terminal({
    ...terminalTheme(),
    convertEol: true,
    cursorBlink: false,
    cursorStyle: 'block',
    fontFamily: textLook().family,
    fontSize: textLook().consoleSize,
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
  const shell = new LineShell({ session, runs, terminal, line, end: end.signal })
  let questions: TerminalQuestions | undefined
  let isOpened = false

  function openLink(text: string): void {
    const url = checkedLink(text)
    if (url) questions?.openLink(url)
  }

  async function paste(text: string): Promise<void> {
    const clean = cleanPaste(text)
    if (clean === '') return
    if (clean.includes('\n') && !(await questions?.pasteLines(clean))) return
    line.editor.insert(clean)
    line.draw()
    terminal.focus()
  }

  function clear(): void {
    // Written, not `terminal.clear()`: it has to come after what is still on its way to the screen.
    terminal.write('\x1b[2J\x1b[3J\x1b[H')
    if (line.isShown) line.redrawAtTop()
  }

  const enter = () => void shell.accept()
  listenToKeys({ terminal, line, mac, enter, interrupt: () => shell.interrupt(), clear })
  terminal.onResize(() => line.draw())

  const endTheme = watchTheme(() => {
    const { theme, minimumContrastRatio } = terminalTheme()
    terminal.options.theme = theme
    terminal.options.minimumContrastRatio = minimumContrastRatio
  })
  const endText = watchText(() => {
    const { family, consoleSize } = textLook()
    terminal.options.fontFamily = family
    terminal.options.fontSize = consoleSize
    // One that is not on the page has no size to fit to; it is fitted when it comes back.
    if (terminal.element?.isConnected) fit.fit()
  })
  const endWatch = runs.getState().watch(session)

  return {
    attach(element, asked) {
      questions = asked
      if (isOpened && terminal.element) element.append(terminal.element)
      else {
        terminal.open(element)
        isOpened = true
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
    clear,
    focus: () => terminal.focus(),
    dispose() {
      end.abort()
      endTheme()
      endText()
      endWatch()
      terminal.dispose()
    },
  }
}
