import { RequestError } from '../../errors.ts'

/** All but the content: an id, a path, and what other clients may add. */
const mostRest = 256 * 1024

/**
 * Takes the value of the top key `content` out of a JSON object while its text comes in, so that a file of any size is never in
 * memory as a whole. All else is kept as it is, with an empty text in place of the content, for the JSON parser.
 */
export class ContentScanner {
  readonly #onContent: (text: string) => void
  #rest = ''
  #mode: 'outside' | 'string' | 'content' = 'outside'
  #depth = 0
  /** At the top: whether a key or a value comes next. */
  #expects: 'key' | 'value' = 'key'
  #key = ''
  #string = ''
  /** In a text outside the content: a backslash came before. */
  #escaped = false
  #before: string | undefined
  /** An escape that is not whole yet. */
  #carry = ''
  /** The first half of a character whose second half must follow. */
  #high = 0

  /** @param onContent told the content piece by piece, each of whole characters */
  constructor(onContent: (text: string) => void) {
    this.#onContent = onContent
  }

  /** All of the object up to the content and its first quote. Undefined until there is a content that is a text. */
  get before(): string | undefined {
    return this.#before
  }

  /** @throws RequestError 400 when it can be no JSON, 413 when all but the content is too long. */
  push(text: string): void {
    let at = 0
    while (at < text.length) {
      if (this.#mode === 'content') at = this.#takeContent(text, at)
      else if (this.#mode === 'string') at = this.#takeString(text, at)
      else at = this.#takeOutside(text, at)
    }
    if (this.#rest.length > mostRest) throw new RequestError(413, 'Request body is too large')
  }

  /** @returns all but the content, still to be parsed. @throws RequestError 400 when the content has no end. */
  end(): string {
    if (this.#mode === 'content') throw broken()
    return this.#rest
  }

  #takeOutside(text: string, at: number): number {
    const char = text.charAt(at)
    this.#rest += char
    if (char === '"') return this.#openString(at)
    if (char === '{' || char === '[') this.#depth += 1
    else if (char === '}' || char === ']') this.#depth -= 1
    else if (this.#depth === 1 && char === ',') this.#expects = 'key'
    else if (this.#depth === 1 && char === ':') this.#expects = 'value'
    return at + 1
  }

  #openString(at: number): number {
    this.#string = ''
    this.#mode = 'string'
    if (this.#depth === 1 && this.#expects === 'value' && this.#key === 'content') {
      if (this.#before !== undefined) throw new RequestError(400, 'content: is there twice')
      this.#before = this.#rest
      this.#mode = 'content'
    }
    return at + 1
  }

  #takeString(text: string, at: number): number {
    const char = text.charAt(at)
    this.#rest += char
    if (char === '"' && !this.#escaped) {
      if (this.#depth === 1 && this.#expects === 'key') this.#key = textOf(this.#string)
      this.#mode = 'outside'
      return at + 1
    }
    this.#string += char
    this.#escaped = char === '\\' && !this.#escaped
    return at + 1
  }

  #takeContent(text: string, from: number): number {
    const whole = this.#carry === '' ? text.slice(from) : this.#carry + text.slice(from)
    this.#carry = ''
    let out = ''
    let at = 0
    while (at < whole.length) {
      const special = indexOfSpecial(whole, at)
      if (special > at) {
        this.#noHalf()
        out += whole.slice(at, special)
      }
      at = special
      if (at === whole.length) break
      const char = whole.charAt(at)
      if (char === '"') {
        this.#noHalf()
        this.#rest += char
        this.#mode = 'outside'
        this.#onContent(out)
        return text.length - (whole.length - at - 1)
      }
      if (char !== '\\') {
        if (char < ' ') throw broken()
        this.#noHalf()
        out += char
        at += 1
        continue
      }
      const length = whole.charAt(at + 1) === 'u' ? 6 : 2
      if (at + length > whole.length) {
        this.#carry = whole.slice(at)
        break
      }
      out += this.#unescape(whole.slice(at, at + length))
      at += length
    }
    if (out !== '') this.#onContent(out)
    return text.length
  }

  /** @returns one character; nothing for the first half of one. */
  #unescape(sequence: string): string {
    const simple = escapes.get(sequence)
    if (simple !== undefined) {
      this.#noHalf()
      return simple
    }
    if (!/^\\u[0-9a-fA-F]{4}$/.test(sequence)) throw broken()
    const code = Number.parseInt(sequence.slice(2), 16)
    if (code >= 0xdc00 && code <= 0xdfff) {
      if (this.#high === 0) throw half()
      const pair = String.fromCharCode(this.#high, code)
      this.#high = 0
      return pair
    }
    this.#noHalf()
    if (code < 0xd800 || code > 0xdbff) return String.fromCharCode(code)
    this.#high = code
    return ''
  }

  #noHalf(): void {
    if (this.#high !== 0) throw half()
  }
}

const escapes = new Map([
  ['\\"', '"'],
  ['\\\\', '\\'],
  ['\\/', '/'],
  ['\\b', '\b'],
  ['\\f', '\f'],
  ['\\n', '\n'],
  ['\\r', '\r'],
  ['\\t', '\t'],
])

/** The next character that may need a look: a quote, a backslash, a control character. The text's length when there is none. */
function indexOfSpecial(text: string, from: number): number {
  special.lastIndex = from
  return special.exec(text)?.index ?? text.length
}

const special = /["\\\p{Cc}]/gu

function textOf(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    // The whole will be refused for it.
    return ''
  }
}

function broken(): RequestError {
  return new RequestError(400, 'Invalid request body')
}

/** An unpaired surrogate would reach the disk as something else, in silence. */
function half(): RequestError {
  return new RequestError(400, 'content: holds half a character')
}
