/** Lines that the history holds. */
const mostLines = 1000

/** A line being typed: text, caret, history. Knows no terminal. */
export class LineEditor {
  #text = ''
  #caret = 0
  #history: string[] = []
  /** Where in the history the shown line is; its length means the line being typed. */
  #place = 0
  /** What was typed before the history was looked through. */
  #typed = ''

  get text(): string {
    return this.#text
  }

  /** UTF-16 units from the start; never within a character. */
  get caret(): number {
    return this.#caret
  }

  insert(text: string): void {
    this.#text = this.#text.slice(0, this.#caret) + text + this.#text.slice(this.#caret)
    this.#caret += text.length
  }

  set(text: string): void {
    this.#text = text
    this.#caret = text.length
  }

  clear(): void {
    this.set('')
    this.#place = this.#history.length
  }

  left(): void {
    this.#caret -= this.#before()
  }

  right(): void {
    this.#caret += this.#after()
  }

  home(): void {
    this.#caret = 0
  }

  end(): void {
    this.#caret = this.#text.length
  }

  wordLeft(): void {
    this.#caret = this.#wordStart()
  }

  wordRight(): void {
    const match = /^\W*\w+/.exec(this.#text.slice(this.#caret))
    this.#caret = match ? this.#caret + match[0].length : this.#text.length
  }

  backspace(): void {
    this.#remove(this.#caret - this.#before(), this.#caret)
  }

  delete(): void {
    this.#remove(this.#caret, this.#caret + this.#after())
  }

  deleteWord(): void {
    this.#remove(this.#wordStart(), this.#caret)
  }

  deleteToStart(): void {
    this.#remove(0, this.#caret)
  }

  deleteToEnd(): void {
    this.#remove(this.#caret, this.#text.length)
  }

  /** Takes the line: it goes into the history, unless it is empty or the last one again. */
  accept(): string {
    const line = this.#text
    this.remember(line)
    this.clear()
    return line
  }

  remember(line: string): void {
    if (line.trim() !== '' && this.#history.at(-1) !== line) this.#history.push(line)
    if (this.#history.length > mostLines) this.#history.shift()
    this.#place = this.#history.length
  }

  /** Lines of before all that it knows, the oldest first. Whoever looks through the history stays where they are. */
  rememberOlder(lines: readonly string[]): void {
    const before = this.#history.length
    this.#history = [...lines.filter((line) => line.trim() !== ''), ...this.#history].slice(-mostLines)
    this.#place += this.#history.length - before
  }

  previous(): void {
    if (this.#place === 0) return
    if (this.#place === this.#history.length) this.#typed = this.#text
    this.#place -= 1
    this.set(this.#history[this.#place] ?? '')
  }

  next(): void {
    if (this.#place === this.#history.length) return
    this.#place += 1
    this.set(this.#place === this.#history.length ? this.#typed : (this.#history[this.#place] ?? ''))
  }

  /** Length of the character before the caret: two units for one outside the basic plane. */
  #before(): number {
    if (this.#caret === 0) return 0
    const code = this.#text.codePointAt(this.#caret - 2)
    return this.#caret >= 2 && code !== undefined && code > 0xffff ? 2 : 1
  }

  #after(): number {
    const code = this.#text.codePointAt(this.#caret)
    if (code === undefined) return 0
    return code > 0xffff ? 2 : 1
  }

  #wordStart(): number {
    const match = /\w+\W*$/.exec(this.#text.slice(0, this.#caret))
    return match ? match.index : 0
  }

  #remove(from: number, to: number): void {
    this.#text = this.#text.slice(0, from) + this.#text.slice(to)
    this.#caret = from
  }
}
