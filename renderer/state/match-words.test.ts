import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchWords } from './match-words.ts'

/** What is marked of each text. */
function marked(query: string, ...texts: string[]): string[] | undefined {
  const match = matchWords(query, texts)
  return match?.stretches.flatMap((stretches, index) =>
    stretches.map(([from, to]) => texts[index]?.slice(from, to) ?? ''),
  )
}

it('finds every word, in any order, in any of the texts', () => {
  expect(marked('pau', 'Pause session', 'air-quality')).toEqual(['Pau'])
  expect(marked('air pause', 'Pause session', 'air-quality')).toEqual(['Pause', 'air'])
  expect(marked('pause x', 'Pause session', 'air-quality')).toBeUndefined()
})

it('takes no notice of case and accents', () => {
  expect(marked('UBERSICHT', 'limits übersicht.md')).toEqual(['übersicht'])
  // Longer without its case than with it: its place would shift everything behind it.
  expect(marked('b', 'İb')).toEqual(['b'])
})

it('prefers the start of a word, and the name to what stands behind it', () => {
  expect(marked('te', 'update tests')).toEqual(['te'])
  expect(matchWords('te', ['update tests'])?.stretches).toEqual([[[7, 9]]])
  const score = (...texts: string[]) => matchWords('stop', texts)?.score ?? 0
  expect(score('Stop the run')).toBeGreaterThan(score('Do not stop'))
  expect(score('Do not stop')).toBeGreaterThan(score('Run', 'stop'))
})

it('gives places within the text, in order, without overlaps', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (query, text) => {
      const [stretches = []] = matchWords(query, [text])?.stretches ?? []
      let end = 0
      for (const [from, to] of stretches) {
        expect(from).toBeGreaterThanOrEqual(end)
        expect(to).toBeGreaterThan(from)
        end = to
      }
      expect(end).toBeLessThanOrEqual(text.length)
    }),
  )
})

it('an empty query matches everything and marks nothing', () => {
  expect(matchWords('  ', ['a', 'b'])).toEqual({ stretches: [[], []], score: 0 })
})
