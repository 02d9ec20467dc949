/**
 * The elements of an array that is a member of a JSON object, each as text, found one after the other without reading
 * the whole. Undefined when the text does not begin as such an object does. The generator throws a `SyntaxError` where
 * the text ends too soon; what is in an element is for `JSON.parse` to judge.
 */
export function elementsOf(text: string, member: string): Generator<string, void, void> | undefined {
  const start = new RegExp(`^\\s*\\{\\s*"${member}"\\s*:\\s*\\[`).exec(text)
  return start ? elements(text, start[0].length) : undefined
}

function* elements(text: string, from: number): Generator<string, void, void> {
  let at = skipSpace(text, from)
  if (text[at] === ']') return mustEnd(text, at + 1)
  for (;;) {
    const end = endOfValue(text, at)
    yield text.slice(at, end)
    at = skipSpace(text, end)
    if (text[at] === ']') return mustEnd(text, at + 1)
    if (text[at] !== ',') throw new SyntaxError('A list has neither a comma nor an end.')
    at = skipSpace(text, at + 1)
  }
}

/** What follows the list: nothing but other members, and the end of the object. */
function mustEnd(text: string, from: number): void {
  JSON.parse(`{"list":0${text.slice(from)}`)
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1
  return at
}

const quote = 34
const comma = 44
const backslash = 92
/** `[` and `{`; their partners lie two above. */
const opening: ReadonlySet<number> = new Set([91, 123])
const closing: ReadonlySet<number> = new Set([93, 125])

/** The index behind the value that begins here. By hand: a regular expression makes an object of each mark. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfText(text, at)
    else if (opening.has(code)) depth += 1
    else if (closing.has(code)) {
      if (depth === 0) return at
      depth -= 1
    } else if (code !== comma || depth > 0) continue
    else return at
    if (depth === 0) return at + 1
  }
  throw new SyntaxError('A list ends within an element.')
}

/** The index of the closing quote of the string that begins here. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1
    if (backslashes % 2 === 0) return at
  }
  throw new SyntaxError('A list ends within a text.')
}
