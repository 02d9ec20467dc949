import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { SessionList } from '../../../shared/domain/session.ts'
import { compareSessions } from '../../../shared/domain/session.ts'
import { noFilter } from '../../state/session-filter.ts'
import { localConnection, serverConnection, serverSession, session, sessionList } from '../../testing/samples.ts'
import type { Row, Rows, RowsView } from './session-rows.ts'
import { RowMaker, typeAhead } from './session-rows.ts'

const a = session({ sessionId: 'a', name: 'alpha' })
const b = session({ sessionId: 'b', name: 'beta' })

function allOf(rows: Rows): readonly Row[] {
  return Array.from({ length: rows.count }, (_, line) => rows.at(line)).filter((row) => row !== undefined)
}

function rowsOf(connections: readonly Connection[], lists: readonly SessionList[]): readonly Row[] {
  return allOf(new RowMaker().make(connections, lists))
}

describe('rows', () => {
  it('are grouped by connection, and sessions counted through', () => {
    const lab = session({ connectionId: 'lab', sessionId: 'c', name: 'gamma' })
    const made = new RowMaker().make(
      [localConnection(), serverConnection()],
      [sessionList([a, b]), sessionList([lab], { connectionId: 'lab' })],
    )
    const rows = allOf(made)
    expect(rows.map((row) => row.key)).toEqual(['head local', 'local/a', 'local/b', 'head lab', 'lab/c'])
    expect(rows.flatMap((row) => (row.kind === 'session' ? [row.position] : []))).toEqual([1, 2, 3])
    expect(made.sessions.map((_, place) => made.lineOf(place))).toEqual([1, 2, 4])
    expect(rows.map((row, line) => made.isSession(line) === (row.kind === 'session'))).not.toContain(false)
    expect(made.at(5)).toBeUndefined()
  })

  it('say what stands in the place of sessions', () => {
    const kinds = (connection = localConnection(), lists = [sessionList([])]) =>
      rowsOf([connection], lists).map((row) => row.kind)
    expect(kinds()).toEqual(['head', 'empty'])
    expect(kinds(localConnection({ status: 'starting' }), [])).toEqual(['head', 'loading'])
    expect(kinds(localConnection({ status: 'failed' }), [])).toEqual(['head', 'problem'])
    expect(kinds(localConnection(), [sessionList([], { state: 'loading' })])).toEqual(['head', 'loading'])
  })

  it('keep old sessions in the place of an error', () => {
    const error = { code: 'offline', message: 'No answer.' } as const
    const rows = rowsOf([serverConnection({ id: 'local', error })], [sessionList([a], { state: 'stale', error })])
    expect(rows.map((row) => row.kind)).toEqual(['head', 'session'])
    expect(rows[1]).toMatchObject({ list: { state: 'stale' } })
  })
})

const connections = [localConnection()]
const ids = (rows: Rows) => rows.sessions.map(({ sessionId }) => sessionId)

describe('while the pointer is over them, rows', () => {
  it('keep their places, and what is new comes after them', () => {
    const maker = new RowMaker()
    maker.make(connections, [sessionList([a, b])])
    const fresh = session({ sessionId: 'c' })
    expect(ids(maker.make(connections, [sessionList([fresh, b, a])], { held: true }))).toEqual(['a', 'b', 'c'])
    expect(ids(maker.make(connections, [sessionList([fresh, b, a])], { held: false }))).toEqual(['c', 'b', 'a'])
  })

  it('stay when they do not fit the filter any more, until another one is asked for', () => {
    const maker = new RowMaker()
    const view: RowsView = { held: true, filter: { ...noFilter, states: ['active'] } }
    maker.make(connections, [sessionList([a, b])], view)
    const after = [sessionList([{ ...a, status: 'expired' }, b])]
    expect(ids(maker.make(connections, after, view))).toEqual(['a', 'b'])
    expect(ids(maker.make(connections, after, { held: true, filter: { ...noFilter, states: ['active'] } }))).toEqual([
      'b',
    ])
  })
})

describe('what did not change', () => {
  it('is not arranged again', () => {
    const maker = new RowMaker()
    const first = maker.make(connections, [sessionList([a, b])], { sort: 'name' })
    const list = sessionList([a, b])
    const second = maker.make(connections, [list], { sort: 'name' })
    const third = maker.make([localConnection()], [{ ...list, asOf: 1 }], { sort: 'name' })
    expect(third.sessions).toBe(second.sessions)
    expect(third.keyOf).toBe(first.keyOf)
  })

  it('needs no measure as long as heads are where they were', () => {
    const maker = new RowMaker()
    const first = maker.make(connections, [sessionList([a, b])])
    expect(maker.make(connections, [sessionList([b, a])]).keyOf).toBe(first.keyOf)
    expect(maker.make(connections, [sessionList([b])]).keyOf).not.toBe(first.keyOf)
  })
})

const sample = fc
  .record({
    sessionId: fc.constantFrom(...'abcdef'),
    name: fc.constantFrom('x', 'y', 'z'),
    ends: fc.nat(2),
    used: fc.nat(2),
    status: fc.constantFrom('active' as const, 'paused' as const),
  })
  .map(({ ends, used, ...rest }) =>
    session({ ...rest, server: serverSession({ createdAt: 0, expiresAt: ends, lastActiveAt: used }) }),
  )
const lists = fc
  .uniqueArray(sample, { selector: ({ sessionId }) => sessionId })
  .map((sessions) => sessionList([...sessions].sort(compareSessions)))

it('rows that were arranged step by step are those that were arranged at once, but while they are held', () => {
  const filters = [noFilter, { ...noFilter, states: ['active' as const] }]
  const view = fc.record({
    held: fc.boolean(),
    filter: fc.constantFrom(...filters),
    sort: fc.constantFrom('newest' as const, 'name' as const, 'ends' as const, 'used' as const),
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(lists, view), { minLength: 1 }), (steps) => {
      const maker = new RowMaker()
      for (const [list, { held, ...rest }] of steps) {
        const rows = maker.make(connections, [list], { held, ...rest })
        const anew = new RowMaker().make(connections, [list], rest)
        if (!held) expect(ids(rows)).toEqual(ids(anew))
        expect(new Set(ids(rows)).size).toBe(rows.sessions.length)
        for (const one of rows.sessions) expect(list.sessions).toContain(one)
        for (const id of ids(anew)) expect(ids(rows)).toContain(id)
      }
    }),
  )
})

describe('typeAhead', () => {
  const names = ['air', 'beta', 'Boats', 'air-2']
  it.each([
    ['b', 0, 1],
    ['b', 2, 2],
    ['B', 3, 1],
    ['air-', 0, 3],
    ['x', 0, -1],
  ])('"%s" from %d finds %d', (typed, from, found) => expect(typeAhead(names, typed, from)).toBe(found))
})
