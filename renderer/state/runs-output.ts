import type { OutputPiece } from '../../shared/domain/run.ts'
import type { AnsiSpan, AnsiStyle } from './runs-ansi.ts'
import { AnsiReader } from './runs-ansi.ts'

/** One line of output: spans in order. */
export type OutputLine = readonly AnsiSpan[]

/** Lines that do not change any more, in blocks so that drawing one more line redraws one block. */
export interface OutputBlock {
  /** Grows by one for each block that was ever made: a stable key. */
  readonly id: number
  readonly lines: readonly OutputLine[]
}

/** What a pane draws of a run's output. */
export interface OutputView {
  readonly head: readonly OutputBlock[]
  /** Characters between head and tail that are not held here; the run's own output has them. */
  readonly left: number
  readonly tail: readonly OutputBlock[]
  /** Finished and unfinished lines in all, also those not held. */
  readonly lineCount: number
}

export const emptyOutput: OutputView = { head: [], left: 0, tail: [], lineCount: 0 }

const linesInBlock = 200
/** A line without an end is cut into lines of this many characters: one endless span would freeze the window. */
const longestLine = 20_000

interface Block {
  readonly id: number
  lines: OutputLine[]
  size: number
}

/**
 * Turns pieces of output into lines, bounded: the first part and the last part are held, what lies between is counted.
 * Between stdout and stderr the order is that of arrival.
 */
export class OutputReader {
  readonly #limit: number
  readonly #decoders = {
    stdout: new TextDecoder('utf-8'),
    stderr: new TextDecoder('utf-8'),
  }
  readonly #readers = { stdout: new AnsiReader(), stderr: new AnsiReader() }
  #head: Block[] = []
  #headSize = 0
  #tail: Block[] = []
  #tailSize = 0
  #left = 0
  #nextId = 0
  #lineCount = 0
  #line: AnsiSpan[] = []
  #lineSize = 0
  /** Where the next text goes on the open line; undefined means at its end. */
  #column: number | undefined

  /** @param limit characters held in all; a quarter of them is the beginning */
  constructor(limit: number) {
    this.#limit = limit
  }

  push({ stream, bytes }: Pick<OutputPiece, 'stream' | 'bytes'>): void {
    this.#read(stream, this.#decoders[stream].decode(bytes, { stream: true }))
  }

  /** No more comes: bytes of an unfinished character are shown as what they are. */
  end(): void {
    this.#read('stdout', this.#decoders.stdout.decode())
    this.#read('stderr', this.#decoders.stderr.decode())
  }

  view(): OutputView {
    const freeze = ({ id, lines }: Block): OutputBlock => ({ id, lines: [...lines] })
    // Finished blocks are frozen once and keep their identity, so that drawing them again costs nothing.
    const blocks = (list: readonly Block[]) => list.map((block) => this.#frozen(block, freeze))
    const open: Block[] = this.#line.length > 0 ? [{ id: -1, lines: [[...this.#line]], size: 0 }] : []
    return {
      head: blocks(this.#head),
      left: this.#left,
      tail: [...blocks(this.#tail), ...open.map(freeze)],
      lineCount: this.#lineCount + open.length,
    }
  }

  readonly #cache = new WeakMap<Block, { readonly count: number; readonly view: OutputBlock }>()

  #frozen(block: Block, freeze: (block: Block) => OutputBlock): OutputBlock {
    const known = this.#cache.get(block)
    if (known && known.count === block.lines.length) return known.view
    const view = freeze(block)
    this.#cache.set(block, { count: block.lines.length, view })
    return view
  }

  #read(stream: 'stdout' | 'stderr', text: string): void {
    if (text === '') return
    for (const token of this.#readers[stream].push(text)) {
      if (token.kind === 'text') this.#write(token.text, token.style, stream === 'stderr')
      else if (token.kind === 'newline') this.#newline()
      else if (token.kind === 'return') this.#column = 0
      else if (token.kind === 'back') this.#column = Math.max(0, (this.#column ?? this.#lineSize) - 1)
      else if (token.what === 'line') this.#cut(0)
      else this.#cut(this.#column ?? this.#lineSize)
    }
  }

  #write(text: string, style: AnsiStyle | undefined, stderr: boolean): void {
    const span = { text, ...(style ? { style } : {}), ...(stderr ? { stderr: true as const } : {}) }
    const column = this.#column ?? this.#lineSize
    if (column < this.#lineSize) {
      const rest = sliceSpans(this.#line, column + text.length)
      this.#line = [...sliceSpans(this.#line, 0, column), span, ...rest]
      this.#column = column + text.length
    } else {
      const last = this.#line.at(-1)
      if (last && last.stderr === span.stderr && sameStyle(last.style, style))
        this.#line[this.#line.length - 1] = { ...last, text: last.text + text }
      else this.#line.push(span)
      this.#column = undefined
    }
    this.#lineSize = Math.max(this.#lineSize, column + text.length)
    if (this.#lineSize > longestLine) this.#breakLine()
  }

  /** Cuts the open line into pieces of `longestLine`; what remains stays open. */
  #breakLine(): void {
    const spans = this.#line
    const size = this.#lineSize
    let from = 0
    while (size - from > longestLine) {
      this.#line = sliceSpans(spans, from, from + longestLine)
      this.#lineSize = longestLine
      this.#newline()
      from += longestLine
    }
    this.#line = sliceSpans(spans, from)
    this.#lineSize = size - from
  }

  #cut(at: number): void {
    this.#line = sliceSpans(this.#line, 0, at)
    this.#lineSize = Math.min(this.#lineSize, at)
    if (this.#column !== undefined && this.#column >= this.#lineSize) this.#column = undefined
  }

  #newline(): void {
    const size = this.#lineSize + 1
    const toHead = this.#tail.length === 0 && this.#headSize + size <= this.#limit / 4
    const list = toHead ? this.#head : this.#tail
    let block = list.at(-1)
    if (!block || block.lines.length >= linesInBlock) {
      block = { id: this.#nextId, lines: [], size: 0 }
      this.#nextId += 1
      list.push(block)
    }
    block.lines.push(this.#line)
    block.size += size
    if (toHead) this.#headSize += size
    else this.#tailSize += size
    this.#lineCount += 1
    this.#line = []
    this.#lineSize = 0
    this.#column = undefined
    while (this.#tailSize > (this.#limit * 3) / 4 && this.#tail.length > 1) {
      const dropped = this.#tail.shift()
      this.#tailSize -= dropped?.size ?? 0
      this.#left += dropped?.size ?? 0
    }
  }
}

function sameStyle(a: AnsiStyle | undefined, b: AnsiStyle | undefined): boolean {
  if (a === b) return true
  return JSON.stringify(a ?? {}) === JSON.stringify(b ?? {})
}

/** The part of a line between two columns (UTF-16 units). */
function sliceSpans(spans: readonly AnsiSpan[], from: number, to = Number.POSITIVE_INFINITY): AnsiSpan[] {
  const result: AnsiSpan[] = []
  let at = 0
  for (const span of spans) {
    const start = Math.max(from - at, 0)
    const end = Math.min(to - at, span.text.length)
    if (end > start)
      result.push(start === 0 && end === span.text.length ? span : { ...span, text: span.text.slice(start, end) })
    at += span.text.length
  }
  return result
}
