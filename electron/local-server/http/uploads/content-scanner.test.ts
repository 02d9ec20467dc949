import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ContentScanner } from './content-scanner.ts'

/** Feeds a text in pieces cut at these places. */
function scan(text: string, cuts: readonly number[] = []) {
  let content = ''
  const scanner = new ContentScanner((piece) => {
    content += piece
  })
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  let from = 0
  for (const place of [...places, text.length]) {
    scanner.push(text.slice(from, place))
    from = place
  }
  return { rest: JSON.parse(scanner.end()), content, before: scanner.before }
}

const json = fc.jsonValue()
/** JSON in another spelling: every character of a text may be escaped. */
const spelled = (text: string, all: boolean) =>
  all
    ? `"${[...text].map((char) => Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')).join('')}"`
    : JSON.stringify(text)

test('whatever the text, the spelling, the cuts and the neighbours, the content is what a JSON parser finds', () => {
  const rounds = process.env.PROVE ? 20_000 : 500
  const key = fc.string().filter((name) => name !== 'content' && name !== '__proto__')
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.dictionary(key, json, { noNullPrototype: true }),
      fc.nat(10),
      fc.array(fc.nat(), { maxLength: 10 }),
      (content, escaped, others, place, cuts) => {
        const pairs = Object.entries(others).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
        const name = `${escaped ? '"c\\u006fntent"' : '"content"'} :`
        const before = `{${[...pairs.slice(0, place), `${name}"`].join(', ')}`
        pairs.splice(place, 0, `${name}${spelled(content, escaped)}`)
        const found = scan(`{${pairs.join(', ')}}`, cuts)
        expect(found).toEqual({ rest: { ...JSON.parse(JSON.stringify(others)), content: '' }, content, before })
      },
    ),
    { numRuns: rounds },
  )
})

test('a content in the middle of something else is none', () => {
  const text = '{"a": {"content": "x"}, "b": [{"content": "y"}], "content": 5, "c": "content"}'
  expect(scan(text)).toEqual({ rest: JSON.parse(text), content: '', before: undefined })
})

test.each([
  ['half a character', '{"content": "\\ud800"}', 'half a character'],
  ['the other half', '{"content": "\\udc00"}', 'half a character'],
  ['halves apart', '{"content": "\\ud800x\\udc00"}', 'half a character'],
  ['halves around a character that is none to see', '{"content": "\\ud800\u007f\\udc00"}', 'half a character'],
  ['halves around another of these', '{"content": "\\ud800\u0085\\udc00"}', 'half a character'],
  ['a raw control character', '{"content": "\n"}', 'Invalid'],
  ['an unknown escape', '{"content": "\\x"}', 'Invalid'],
  ['no end', '{"content": "x', 'Invalid'],
  ['two of them', '{"content": "x", "content": "y"}', 'twice'],
])('%s is refused', (_what, text, words) => {
  for (const cut of [0, text.length - 5, text.length - 4, text.length - 3]) {
    expect(() => scan(text, [cut])).toThrow(words)
  }
})

test('a text that is not the content may not be of any size', () => {
  expect(() => scan(`{"path": "${'x'.repeat(300_000)}"}`)).toThrow('too large')
})
