import type { Connection } from '../../../shared/domain/connection.ts'
import type { Session, SessionList } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { SessionSort } from '../../../shared/domain/settings.ts'
import type { SessionFilter } from '../../state/session-filter.ts'
import { fitsFilter, isFiltering, noFilter, sortSessions } from '../../state/session-filter.ts'

/** One line of the list: the head of a connection, a session, or a word about a connection without any to show. */
export type Row =
  | {
      readonly kind: 'head'
      readonly key: string
      readonly connection: Connection
      readonly list: SessionList | undefined
    }
  | {
      readonly kind: 'session'
      readonly key: string
      readonly session: Session
      readonly connection: Connection
      readonly stale: boolean
      /** From 1, within all sessions. */
      readonly position: number
    }
  | {
      readonly kind: 'loading' | 'problem' | 'empty'
      readonly key: string
      readonly connection: Connection
      readonly list: SessionList | undefined
    }

/** The sessions in the order of before, what is new after them: rows keep their place under the pointer. */
export function inOrder(sessions: readonly Session[], order: readonly string[] | undefined): readonly Session[] {
  if (!order) return sessions
  const place = new Map(order.map((key, index) => [key, index]))
  const placeOf = (session: Session) => place.get(sessionKey(session)) ?? order.length
  return [...sessions].sort((a, b) => placeOf(a) - placeOf(b))
}

/** How the list is looked at. */
export interface RowsView {
  /** Keys of sessions in the order to keep, while the pointer is over the list. */
  readonly order?: readonly string[] | undefined
  readonly filter?: SessionFilter
  readonly sort?: SessionSort
}

/** All lines from top to bottom, this computer first. A filter hides the heads of connections where nothing fits. */
export function rowsOf(
  connections: readonly Connection[],
  lists: readonly SessionList[],
  { order, filter = noFilter, sort = 'newest' }: RowsView = {},
): readonly Row[] {
  const filtering = isFiltering(filter)
  const rows: Row[] = []
  let position = 0
  for (const connection of connections) {
    const list = lists.find((one) => one.connectionId === connection.id)
    const base = { connection, list }
    const all = list?.sessions ?? []
    const fitting = filtering ? all.filter((session) => fitsFilter(session, filter)) : all
    if (filtering && fitting.length === 0) continue
    rows.push({ kind: 'head', key: `head ${connection.id}`, ...base })
    const isKnown = list !== undefined && list.sessions.length > 0
    const hasTrouble = connection.status === 'failed' || list?.error !== undefined || connection.error !== undefined
    const isSignedOut = connection.status === 'refused' && connection.token !== undefined
    // Sessions of before say by themselves that they are old, and the bar says why; a lost token is for the person.
    if (hasTrouble && connection.status !== 'starting' && (!isKnown || isSignedOut))
      rows.push({ kind: 'problem', key: `problem ${connection.id}`, ...base })
    else if (!list || (list.state === 'loading' && list.sessions.length === 0))
      rows.push({ kind: 'loading', key: `loading ${connection.id}`, ...base })
    else if (!isKnown) rows.push({ kind: 'empty', key: `empty ${connection.id}`, ...base })
    for (const session of inOrder(sortSessions(fitting, sort), order)) {
      position += 1
      rows.push({
        kind: 'session',
        key: sessionKey(session),
        session,
        connection,
        stale: list?.state === 'stale',
        position,
      })
    }
  }
  return rows
}

/** Index of the first session after `from` whose name begins with this; around the end. -1 when there is none. */
export function typeAhead(names: readonly string[], typed: string, from: number): number {
  const start = typed.toLocaleLowerCase()
  for (let step = 0; step < names.length; step += 1) {
    const index = (from + step) % names.length
    if (names[index]?.toLocaleLowerCase().startsWith(start)) return index
  }
  return -1
}
