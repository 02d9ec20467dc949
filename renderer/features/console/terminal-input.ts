import type { Terminal } from '@xterm/xterm'
import { keyOf } from './terminal-keys.ts'
import type { TerminalLine } from './terminal-line.ts'

interface Options {
  readonly terminal: Terminal
  readonly line: TerminalLine
  readonly mac: boolean
  enter(): void
  interrupt(): void
  clear(): void
}

/** Brings what is typed into the line, and the keys that act on the console as a whole. */
export function listenToKeys({ terminal, line, mac, enter, interrupt, clear }: Options): void {
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
    const first = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && event.shiftKey
    if (!first || event.altKey) return true
    // Copy, paste, clear and select all; everything else goes where it was going.
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
}
