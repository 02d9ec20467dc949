import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sentSession } from '../testing/api-setup.ts'
import { elementsOf } from './json-elements.ts'
import { SessionListReader } from './session-list.ts'

const readSessionList = async (text: string, onUnread?: (id: string) => void) =>
  await new SessionListReader().read(text, onUnread)

function found(text: string): readonly unknown[] {
  const elements = elementsOf(text, 'list')
  if (!elements) throw new Error('It begins as such an object does.')
  return [...elements].map((element): unknown => JSON.parse(element))
}

test('the elements of a list are those that a parser finds, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), fc.nat(3), (list, other, indent) => {
      const text = JSON.stringify({ list, other }, null, indent)
      expect(found(text)).toEqual(JSON.parse(JSON.stringify(list)))
    }),
  )
})

test('a list that was cut anywhere is not taken for a shorter one', () => {
  const text = JSON.stringify({ list: [1, 'a"]\\', { b: [null, '\\"}'] }, []], more: { of: 'it' } })
  for (let length = '{"list":['.length; length < text.length; length += 1)
    expect(() => found(text.slice(0, length)), text.slice(0, length)).toThrow(SyntaxError)
})

const many = Array.from({ length: 10_000 }, (_, index) => ({ ...sentSession, id: `s-${index}` }))

test('a long list is read in slices: others have their turn meanwhile', async () => {
  const text = JSON.stringify({ sessions: many })
  let turns = 0
  const counting = setInterval(() => {
    turns += 1
  }, 0)
  const sessions = await readSessionList(text)
  clearInterval(counting)
  expect(sessions.map(({ id }) => id)).toEqual(many.map(({ id }) => id))
  expect(turns).toBeGreaterThan(1)
})

test('what a server repeats is the same object, in whatever order, and what it changed is not', async () => {
  const reader = new SessionListReader()
  const [first, ...others] = await reader.read(JSON.stringify({ sessions: many }))
  const changed = { ...sentSession, id: 's-0', status: 'paused' }
  const again = await reader.read(JSON.stringify({ sessions: [...many.slice(1).reverse(), changed] }))
  expect(
    again
      .slice(0, -1)
      .reverse()
      .every((one, index) => one === others[index]),
  ).toBe(true)
  expect(again.at(-1)).toMatchObject({ id: first?.id, status: 'paused' })
})

test('one of thousands that makes no sense does not take the others with it', async () => {
  const text = JSON.stringify({ sessions: [...many, { id: '../evil' }, null, 7] })
  expect(await readSessionList(text)).toHaveLength(many.length)
})

test.each([0, 10_000])('one that cannot be read, after %i others, is told by its id', async (count) => {
  const odd = [{ ...sentSession, id: 'odd', status: 'migrating' }, { id: 'bare' }, { id: '../evil' }, null, 7]
  const unread: string[] = []
  const sessions = await readSessionList(JSON.stringify({ sessions: [...many.slice(0, count), ...odd] }), (id) =>
    unread.push(id),
  )
  expect(sessions).toHaveLength(count)
  expect(unread).toEqual(['odd', 'bare'])
})

test.each(['{"sessions":null}', '{"sessions":[]}', '{}', '{"sessions": [ ] }'])('%s is an empty list', async (text) => {
  expect(await readSessionList(text)).toEqual([])
  // A long one goes another way.
  expect(await readSessionList(text + ' '.repeat(100_000))).toEqual([])
})

test.each([
  `{"sessions":[${JSON.stringify(sentSession)},${' '.repeat(70_000)}`,
  `{"sessions":[{"id":${' '.repeat(70_000)}}]}`,
  `{"sessions":[1 2]${' '.repeat(70_000)}}`,
  `{"sessions":"${'x'.repeat(70_000)}"}`,
])('a long list that is broken is the error of a short one', async (text) => {
  await expect(readSessionList(text)).rejects.toMatchObject({ code: 'server' })
})
