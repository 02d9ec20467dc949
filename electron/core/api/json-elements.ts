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
  while (/\s/.test(text.charAt(at))) at += 1
  return at
}

/** The index behind the value that begins here. */
function endOfValue(text: string, from: number): number {
  const mark = /["{}[\],]/g
  mark.lastIndex = from
  let depth = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [character] = found
    if (character === '"') mark.lastIndex = endOfText(text, found.index)
    else if (character === '{' || character === '[') depth += 1
    else if (depth === 0) return found.index
    else if (character !== ',') depth -= 1
    if (depth === 0 && character !== ',') return mark.lastIndex
  }
  throw new SyntaxError('A list ends within an element.')
}

/** The index behind the closing quote of the string that begins here. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text[at - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return at + 1
  }
  throw new SyntaxError('A list ends within a text.')
}
