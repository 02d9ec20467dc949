import type { Terminal } from '@xterm/xterm'
import type { OutputPiece } from '../../../shared/domain/run.ts'

/** After a program: drawn at once, cursor shown, no mouse reports, plain colours. */
const tidy = '\x1b[?2026l\x1b[!p\x1b[?25h\x1b[?1000;1002;1003;1004;1005;1006;2004l\x1b[?1l\x1b[0m'

/**
 * Writes a run's two streams into one terminal. Waits for the terminal with each piece, which in the end stops the
 * program that writes faster than can be drawn. Skips what was written before, so that a reading can be repeated.
 */
export class OutputWriter {
  readonly #terminal: Terminal
  // A decoder for each: a character may be cut between two pieces, and the other stream may come between them.
  readonly #decoders = { stdout: new TextDecoder('utf-8'), stderr: new TextDecoder('utf-8') }
  readonly #written: { stdout: number; stderr: number }
  /** The end of stdout, for `pwd`. */
  #tail = ''

  /** @param from offsets before which nothing is written */
  constructor(terminal: Terminal, from = { stdout: 0, stderr: 0 }) {
    this.#terminal = terminal
    this.#written = { ...from }
  }

  get tail(): string {
    return this.#tail
  }

  /** @param shown false: it is read for its answer and not for the eye */
  async write({ stream, offset, bytes }: OutputPiece, shown: boolean): Promise<void> {
    const skip = Math.max(0, this.#written[stream] - offset)
    if (skip >= bytes.byteLength) return
    this.#written[stream] = offset + bytes.byteLength
    const text = this.#decoders[stream].decode(skip === 0 ? bytes : bytes.subarray(skip), { stream: true })
    if (stream === 'stdout') this.#tail = (this.#tail + text).slice(-8192)
    if (shown || stream === 'stderr') await new Promise<void>((resolve) => this.#terminal.write(text, resolve))
  }

  /** Leaves the terminal at the start of a row, in its usual modes. */
  async end(): Promise<void> {
    // Only from the other screen: on the usual one this would put the cursor to where it was once saved.
    const leave = this.#terminal.buffer.active.type === 'alternate' ? '\x1b[?1049l' : ''
    await new Promise<void>((resolve) => this.#terminal.write(leave + tidy, resolve))
    if (this.#terminal.buffer.active.cursorX > 0)
      await new Promise<void>((resolve) => this.#terminal.write('\r\n', resolve))
  }
}
