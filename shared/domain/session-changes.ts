import { mergeSorted, placeOf } from './merge-sorted.ts'
import type { Session, SessionList } from './session.ts'
import { compareSessions } from './session.ts'

/** How the last question for a list went: the list without its rows. */
export type ListStanding = Omit<SessionList, 'connectionId' | 'sessions'>

/** What changed in the list of one connection. */
export interface ListChange {
  readonly connectionId: string
  /** Nothing of what was there holds any more: `put` is all, in its order. */
  readonly reset?: true
  /** Absent: as before. */
  readonly standing?: ListStanding
  /** Rows that are new, and rows that changed, whole. */
  readonly put?: readonly Session[]
  /** Ids of the rows that are there no more. */
  readonly removed?: readonly string[]
}

/** What changed in the lists of all connections since the item before. The first one of a stream stands by itself. */
export interface SessionsChange {
  /** All connections, in their order; the lists of others are gone. Absent: as before. */
  readonly connectionIds?: readonly string[]
  readonly lists: readonly ListChange[]
  /** The rest of it follows at once: what is there until then never was, and is not to be shown. */
  readonly more?: true
}

/** The lists after a change. Rows and lists that did not change stay the same objects. */
export function applyChange(
  before: readonly SessionList[],
  { connectionIds, lists }: SessionsChange,
): readonly SessionList[] {
  const all = new Map(before.map((list) => [list.connectionId, list]))
  const ids = connectionIds ?? before.map(({ connectionId }) => connectionId)
  // One of which nothing was told yet: its list may come with the next item.
  const present = (connectionId: string) => all.get(connectionId) ?? { connectionId, state: 'loading', sessions: [] }
  for (const change of lists) all.set(change.connectionId, changedList(present(change.connectionId), change))
  return ids.map(present)
}

function changedList(
  { connectionId, sessions, ...before }: SessionList,
  { reset, standing, put = [], removed = [] }: ListChange,
): SessionList {
  return { connectionId, ...(standing ?? before), sessions: reset ? put : changeRows(sessions, put, removed) }
}

/** Sorted rows after a change, sorted again. @param put one row for each id */
export function changeRows(
  rows: readonly Session[],
  put: readonly Session[],
  removed: readonly string[],
): readonly Session[] {
  if (put.length === 0 && removed.length === 0) return rows
  const inPlace = removed.length === 0 && replaced(rows, put)
  if (inPlace) return inPlace
  const others = new Set(removed)
  for (const { sessionId } of put) others.add(sessionId)
  const stay = rows.filter(({ sessionId }) => !others.has(sessionId))
  return mergeSorted(stay, [...put].sort(compareSessions), compareSessions)
}

/** The rows when each of these is a row of before that keeps its place; undefined when one does not. */
function replaced(rows: readonly Session[], put: readonly Session[]): readonly Session[] | undefined {
  const copy = [...rows]
  for (const row of put) {
    const place = placeOf(row, rows, 0, compareSessions)
    if (rows[place]?.sessionId !== row.sessionId) return undefined
    copy[place] = row
  }
  return copy
}
