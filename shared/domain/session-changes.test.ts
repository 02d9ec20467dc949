import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Session, SessionList } from './session.ts'
import { compareSessions } from './session.ts'
import { applyChange, changeRows } from './session-changes.ts'

const row = fc
  .record({
    sessionId: fc.constantFrom(...'abcdefghij'),
    name: fc.constantFrom('one', 'two'),
    createdAt: fc.nat(5),
    begunAt: fc.option(fc.nat(5), { nil: undefined }),
  })
  .map(({ createdAt, begunAt, ...rest }): Session => {
    const base = { connectionId: 'lab', status: 'active', ...rest } as const
    return begunAt === undefined ? { ...base, server: made(createdAt) } : { ...base, begunAt }
  })
const rows = fc.uniqueArray(row, { selector: ({ sessionId }) => sessionId })

function made(createdAt: number) {
  const figures = { image: '', cpuCount: 1, memoryMb: 1, updatedAt: 0, lastActiveAt: 0, expiresAt: 0, metadata: {} }
  return { id: 'x', userId: 'mira', status: 'active', createdAt, ...figures } as const
}

const sorted = (all: readonly Session[]) => [...all].sort(compareSessions)

test('rows after a change are those of before, sorted, with the ones that did not change the same objects', () => {
  fc.assert(
    fc.property(rows, rows, fc.array(fc.constantFrom(...'klmabc')), (before, put, gone) => {
      const removed = gone.filter((id) => !put.some(({ sessionId }) => sessionId === id))
      const stay = before.filter(
        ({ sessionId }) => !removed.includes(sessionId) && !put.some((one) => one.sessionId === sessionId),
      )
      const after = changeRows(sorted(before), put, removed)
      const wanted = sorted([...stay, ...put])
      expect(after).toHaveLength(wanted.length)
      for (const [index, one] of after.entries()) expect(one).toBe(wanted[index])
    }),
  )
})

test('no two sessions are equal in the order of the list', () => {
  fc.assert(
    fc.property(row, row, (a, b) => {
      expect(Math.sign(compareSessions(a, b))).toBe(-Math.sign(compareSessions(b, a)) || 0)
      expect(compareSessions(a, b) === 0).toBe(
        a.sessionId === b.sessionId && a.begunAt === b.begunAt && a.server?.createdAt === b.server?.createdAt,
      )
    }),
  )
})

const list = (connectionId: string, more: Partial<SessionList> = {}): SessionList => ({
  connectionId,
  state: 'current',
  asOf: 1,
  sessions: [],
  ...more,
})

test('a question that brought nothing new changes the age and no row', () => {
  const before = [list('lab'), list('local')]
  const after = applyChange(before, {
    lists: [{ connectionId: 'lab', standing: { state: 'current', asOf: 2 } }],
  })
  expect(after[0]).toMatchObject({ asOf: 2 })
  expect(after[0]?.sessions).toBe(before[0]?.sessions)
  expect(after[1]).toBe(before[1])
})

test('an error of before goes with the next standing', () => {
  const broken = list('lab', { state: 'stale', error: { code: 'offline', message: 'No answer.' } })
  const [after] = applyChange([broken], { lists: [{ connectionId: 'lab', standing: { state: 'current' } }] })
  expect(after).not.toHaveProperty('error')
})

test('lists come and go with their connections, in their order', () => {
  const after = applyChange([list('lab'), list('old')], {
    connectionIds: ['local', 'lab'],
    lists: [{ connectionId: 'local', reset: true, standing: { state: 'loading' } }],
  })
  expect(after.map(({ connectionId }) => connectionId)).toEqual(['local', 'lab'])
})
