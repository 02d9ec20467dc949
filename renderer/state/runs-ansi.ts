/**
 * Colours of a program's output as data: what a terminal would show of a text that only grows. Understands SGR (colours,
 * bold, faint, underline, inverse), carriage return, backspace and "erase line"; every other sequence is dropped. Output
 * is never markup: the pane draws each span as text.
 */

/** 0–15: a colour of the theme's palette; otherwise CSS hex. */
export type AnsiColour = number | string

export interface AnsiStyle {
  readonly foreground?: AnsiColour
  readonly background?: AnsiColour
  readonly bold?: true
  readonly faint?: true
  readonly underline?: true
  readonly inverse?: true
}

export interface AnsiSpan {
  readonly text: string
  readonly style?: AnsiStyle
  /** Where it came from; absent means stdout. */
  readonly stderr?: true
}

/** Colours 16–255 of the xterm palette: a 6 × 6 × 6 cube, then 24 greys. */
function paletteColour(index: number): AnsiColour {
  if (index < 16) return index
  const hex = (value: number) => value.toString(16).padStart(2, '0')
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40)
  const cube = index - 16
  return `#${hex(level(Math.floor(cube / 36)))}${hex(level(Math.floor(cube / 6) % 6))}${hex(level(cube % 6))}`
}

/** The colour that follows a 38 or 48, and how many parameters it took. */
function extendedColour(parameters: readonly number[], at: number): { colour?: AnsiColour; used: number } {
  const kind = parameters[at]
  const isByte = (value: number | undefined): value is number => value !== undefined && value >= 0 && value <= 255
  if (kind === 5) {
    const index = parameters[at + 1]
    return isByte(index) ? { colour: paletteColour(index), used: 2 } : { used: 2 }
  }
  if (kind === 2) {
    const parts = parameters.slice(at + 1, at + 4)
    if (parts.length === 3 && parts.every(isByte))
      return { colour: `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`, used: 4 }
    return { used: 4 }
  }
  return { used: 1 }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** The style after one SGR sequence. Undefined stands for "none". */
export function applySgr(style: AnsiStyle | undefined, text: string): AnsiStyle | undefined {
  const parameters = text.split(/[;:]/).map((part) => (part === '' ? 0 : Number(part)))
  let next: Mutable<AnsiStyle> = { ...style }
  for (let at = 0; at < parameters.length; at += 1) {
    const code = parameters[at] ?? 0
    if (code === 0) next = {}
    else if (code === 1) next.bold = true
    else if (code === 2) next.faint = true
    else if (code === 4) next.underline = true
    else if (code === 7) next.inverse = true
    else if (code === 22) {
      delete next.bold
      delete next.faint
    } else if (code === 24) delete next.underline
    else if (code === 27) delete next.inverse
    else if (code >= 30 && code <= 37) next.foreground = code - 30
    else if (code >= 90 && code <= 97) next.foreground = code - 90 + 8
    else if (code === 39) delete next.foreground
    else if (code >= 40 && code <= 47) next.background = code - 40
    else if (code >= 100 && code <= 107) next.background = code - 100 + 8
    else if (code === 49) delete next.background
    else if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(parameters, at + 1)
      if (colour !== undefined) next[code === 38 ? 'foreground' : 'background'] = colour
      at += used
    }
  }
  return Object.keys(next).length === 0 ? undefined : next
}

/** What one step of reading means. */
export type AnsiToken =
  | { readonly kind: 'text'; readonly text: string; readonly style: AnsiStyle | undefined }
  | { readonly kind: 'newline' }
  | { readonly kind: 'return' }
  | { readonly kind: 'back' }
  | { readonly kind: 'erase'; readonly what: 'right' | 'line' }

/** A sequence that never ends is given up after this many characters: it would swallow everything that follows. */
const longestSequence = 4096

/** Reads one stream's text piece by piece; style and unfinished sequences carry over. */
export class AnsiReader {
  #style: AnsiStyle | undefined
  #rest = ''

  push(piece: string): AnsiToken[] {
    const source = this.#rest + piece
    this.#rest = ''
    const tokens: AnsiToken[] = []
    let at = 0
    let start = 0
    const flush = (end: number) => {
      if (end > start) tokens.push({ kind: 'text', text: source.slice(start, end), style: this.#style })
    }
    while (at < source.length) {
      const code = source.charCodeAt(at)
      if (code >= 32 && code !== 127 && !(code >= 128 && code < 160)) {
        at += 1
        continue
      }
      if (code === 9) {
        at += 1
        continue
      }
      flush(at)
      if (code === 27) {
        const end = this.#sequence(source, at, tokens)
        if (end === undefined) {
          if (source.length - at < longestSequence) {
            this.#rest = source.slice(at)
            return tokens
          }
          at += 1
        } else at = end
      } else {
        if (code === 10) tokens.push({ kind: 'newline' })
        else if (code === 13) tokens.push({ kind: 'return' })
        else if (code === 8) tokens.push({ kind: 'back' })
        at += 1
      }
      start = at
    }
    flush(at)
    return tokens
  }

  /** Reads the sequence at `at`; its end, or undefined when it is not all there yet. */
  #sequence(source: string, at: number, tokens: AnsiToken[]): number | undefined {
    const kind = source[at + 1]
    if (kind === undefined) return undefined
    if (kind === '[') {
      let end = at + 2
      while (end < source.length && source.charCodeAt(end) >= 0x20 && source.charCodeAt(end) <= 0x3f) end += 1
      const final = source[end]
      if (final === undefined) return undefined
      const parameters = source.slice(at + 2, end)
      if (final === 'm' && /^[0-9;:]*$/.test(parameters)) this.#style = applySgr(this.#style, parameters)
      else if (final === 'K') tokens.push({ kind: 'erase', what: parameters === '2' ? 'line' : 'right' })
      return end + 1
    }
    // OSC, DCS, SOS, PM, APC: up to BEL or ST. Titles, links and clipboard orders end here.
    if (kind === ']' || kind === 'P' || kind === 'X' || kind === '^' || kind === '_') {
      for (let end = at + 2; end < source.length; end += 1) {
        const code = source.charCodeAt(end)
        if (code === 7) return end + 1
        if (code === 27) {
          if (end + 1 >= source.length) return undefined
          return source[end + 1] === '\\' ? end + 2 : end
        }
      }
      return undefined
    }
    // Two or three character sequences, such as charset selection.
    if (kind >= ' ' && kind <= '/') return source[at + 2] === undefined ? undefined : at + 3
    return at + 2
  }
}
