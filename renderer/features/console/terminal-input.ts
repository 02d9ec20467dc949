import type { Terminal } from '@xterm/xterm'
import { keyOf } from './terminal-keys.ts'
import type { TerminalLine } from './terminal-line.ts'

interface Options {
  readonly terminal: Terminal
  readonly line: TerminalLine
  readonly mac: boolean
  /** What is typed counts now. */
  isOn(): boolean
  enter(): void
  interrupt(): void
  clear(): void
}

/** Brings what is typed into the line. The console's own keys are commands and never come here. */
export function listenToKeys({ terminal, line, mac, isOn, enter, interrupt, clear }: Options): void {
  const { editor } = line
  const actions: Record<string, () => void> = {
    enter,
    interrupt,
    clear,
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
  }

  terminal.onData((data) => {
    const key = keyOf(data)
    // What runs may be ended also while nothing can be started.
    if (!isOn() && key?.kind === 'action' && key.name !== 'interrupt') return
    if (!isOn() && key?.kind === 'text') return
    if (key?.kind === 'action') {
      actions[key.name]?.()
      // While a command runs, only its interruption and what is typed for later count.
      if (key.name !== 'enter' && key.name !== 'interrupt' && key.name !== 'clear') line.draw()
    } else if (key) {
      editor.insert(key.text)
      line.draw()
    }
  })

  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true
    // The page's: a menu, and the paste event that brings the text.
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) return false
    const first = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && event.shiftKey
    return !(first && !event.altKey && event.code === 'KeyV')
  })
}
