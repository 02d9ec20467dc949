import { describe, expect, it } from 'vitest'
import { localConnection, serverConnection, session, sessionList } from '../../testing/samples.ts'
import { inOrder, rowsOf, typeAhead } from './session-rows.ts'

const a = session({ sessionId: 'a', name: 'alpha' })
const b = session({ sessionId: 'b', name: 'beta' })

describe('rowsOf', () => {
  it('groups by connection and counts sessions through', () => {
    const lab = session({ connectionId: 'lab', sessionId: 'c', name: 'gamma' })
    const rows = rowsOf(
      [localConnection(), serverConnection()],
      [sessionList([a, b]), sessionList([lab], { connectionId: 'lab' })],
    )
    expect(rows.map((row) => row.key)).toEqual(['head local', 'local/a', 'local/b', 'head lab', 'lab/c'])
    expect(rows.flatMap((row) => (row.kind === 'session' ? [row.position] : []))).toEqual([1, 2, 3])
  })

  it('says what stands in the place of sessions', () => {
    const kinds = (connection = localConnection(), lists = [sessionList([])]) =>
      rowsOf([connection], lists).map((row) => row.kind)
    expect(kinds()).toEqual(['head', 'empty'])
    expect(kinds(localConnection({ status: 'starting' }), [])).toEqual(['head', 'loading'])
    expect(kinds(localConnection({ status: 'failed' }), [])).toEqual(['head', 'problem'])
    expect(kinds(localConnection(), [sessionList([], { state: 'loading' })])).toEqual(['head', 'loading'])
  })

  it('keeps old sessions in the place of an error', () => {
    const error = { code: 'offline', message: 'No answer.' } as const
    const rows = rowsOf([serverConnection({ id: 'local', error })], [sessionList([a], { state: 'stale', error })])
    expect(rows.map((row) => row.kind)).toEqual(['head', 'session'])
    expect(rows[1]).toMatchObject({ stale: true })
  })
})

describe('inOrder', () => {
  it('keeps the places of before, and puts what is new after them', () => {
    const fresh = session({ sessionId: 'c' })
    expect(inOrder([fresh, b, a], ['local/a', 'local/b']).map((one) => one.sessionId)).toEqual(['a', 'b', 'c'])
  })
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
