import type { Terminal } from '@xterm/xterm'
import { LineEditor } from './line-editor.ts'
import type { Place } from './line-layout.ts'
import { placeAfter } from './line-layout.ts'

/** Draws a prompt and the line being typed behind it, over as many rows as they need. */
export class TerminalLine {
  readonly editor = new LineEditor()
  readonly #terminal: Terminal
  #folder = ''
  /** Row of the cursor, counted from the prompt's. */
  #row = 0
  #isShown = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  get isShown(): boolean {
    return this.#isShown
  }

  /** Begins on the row of the cursor, which stands at its start. */
  show(folder: string): void {
    this.#folder = folder
    this.#row = 0
    this.#isShown = true
    this.draw()
  }

  draw(): void {
    if (!this.#isShown) return
    const columns = this.#terminal.cols
    const start = placeAfter({ row: 0, column: 0 }, `${this.#folder} $ `, columns)
    const { text, caret } = this.editor
    const end = placeAfter(start, text, columns)
    const at = placeAfter(start, text.slice(0, caret), columns)
    const up = this.#row > 0 ? `\x1b[${this.#row}A` : ''
    // The terminal stays behind the last cell of a full row; a line break puts it where it is counted.
    const wrapped = end.column === 0 && end.row > 0 && !text.endsWith('\n') ? '\r\n' : ''
    const body = text.replaceAll('\n', '\r\n')
    this.#terminal.write(`\r${up}\x1b[J${promptOf(this.#folder)}${body}${wrapped}${move(end, at)}`)
    this.#row = at.row
  }

  /** Takes the line off the screen; what was typed stays, and is there again with the next `show`. */
  hide(): void {
    if (!this.#isShown) return
    const up = this.#row > 0 ? `\x1b[${this.#row}A` : ''
    this.#terminal.write(`\r${up}\x1b[J`)
    this.#isShown = false
  }

  /** A line that was typed earlier, as if it had just been; nothing of the line being typed changes. */
  print(folder: string, text: string): void {
    this.#terminal.write(`${promptOf(folder)}${text.replaceAll('\n', '\r\n')}\r\n`)
  }

  /** Leaves the line as it stands and goes to the row below it. */
  finish(after = ''): void {
    if (!this.#isShown) return
    this.editor.end()
    this.draw()
    this.#terminal.write(`${after}\r\n`)
    this.#isShown = false
  }

  /** Forgets where it was drawn: the screen was cleared. */
  redrawAtTop(): void {
    this.#row = 0
    this.draw()
  }
}

function promptOf(folder: string): string {
  return `\x1b[1;34m${folder}\x1b[0m $ `
}

function move(from: Place, to: Place): string {
  const rows = from.row - to.row
  return `\r${rows > 0 ? `\x1b[${rows}A` : ''}${to.column > 0 ? `\x1b[${to.column}C` : ''}`
}
