import { expect, it } from 'vitest'
import { serverSession, session } from '../testing/samples.ts'
import type { SessionFilter } from './session-filter.ts'
import { fitsFilter, isFiltering, labelsOf, noFilter, ownersOf, sortSessions } from './session-filter.ts'

const air = session({
  labels: ['weather', 'lab 2'],
  server: serverSession({ userId: 'ada', expiresAt: 300, lastActiveAt: 1 }),
})
const etl = session({
  sessionId: 'b2',
  name: 'etl 10',
  status: 'paused',
  server: serverSession({ userId: 'bo', expiresAt: 100, lastActiveAt: 3 }),
})
const old = session({ sessionId: 'c3', name: 'etl 9', status: 'gone', labels: ['weather'] })
const { server: _none, ...gone } = old
const all = [air, etl, gone]

function found(filter: Partial<SessionFilter>): string[] {
  return all.filter((one) => fitsFilter(one, { ...noFilter, ...filter })).map(({ name }) => name)
}

it('asks for words in name, labels, owner and image', () => {
  expect(found({ text: 'ETL' })).toEqual(['etl 10', 'etl 9'])
  expect(found({ text: 'weather' })).toEqual(['air-quality', 'etl 9'])
  expect(found({ text: 'bo etl' })).toEqual(['etl 10'])
  expect(found({ text: 'python lab' })).toEqual(['air-quality'])
})

it('finds an id by its beginning, and none by a few digits that are in it', () => {
  const long = session({ sessionId: '7012b5de-bdbf-40f8', name: 'rain' })
  const fits = (text: string) => fitsFilter(long, { ...noFilter, text })
  expect(['7012', '7012B5DE-', ' 7012b5de-bdbf-40f8 '].every(fits)).toBe(true)
  expect(['7', '70', '701', 'bdbf', '40f8'].some(fits)).toBe(false)
  expect(found({ text: 'c3' })).toEqual(['etl 9'])
})

it('asks for state, owner and label, all at once', () => {
  expect(found({ states: ['paused', 'gone'] })).toEqual(['etl 10', 'etl 9'])
  expect(found({ owner: 'ada' })).toEqual(['air-quality'])
  expect(found({ label: 'weather', states: ['gone'] })).toEqual(['etl 9'])
  expect(found({ label: 'none' })).toEqual([])
})

it('an empty filter asks for nothing', () => {
  expect(found({})).toHaveLength(3)
  expect(isFiltering(noFilter)).toBe(false)
  expect(isFiltering({ ...noFilter, text: ' ' })).toBe(false)
  expect(isFiltering({ ...noFilter, states: ['gone'] })).toBe(true)
})

it('sorts by name as people count, by end and by use', () => {
  const names = (sort: Parameters<typeof sortSessions>[1]) => sortSessions(all, sort).map(({ name }) => name)
  expect(names('newest')).toEqual(['air-quality', 'etl 10', 'etl 9'])
  expect(names('name')).toEqual(['air-quality', 'etl 9', 'etl 10'])
  expect(names('ends')).toEqual(['etl 10', 'air-quality', 'etl 9'])
  expect(names('used')).toEqual(['etl 10', 'air-quality', 'etl 9'])
})

it('knows what can be filtered by', () => {
  expect(ownersOf(all)).toEqual(['ada', 'bo'])
  expect(labelsOf(all)).toEqual(['lab 2', 'weather'])
})
