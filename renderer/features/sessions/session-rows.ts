import type { Connection } from '../../../shared/domain/connection.ts'
import type { Session, SessionList } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { SessionSort } from '../../../shared/domain/settings.ts'
import type { SessionFilter } from '../../state/session-filter.ts'
import { fitting, isFiltering, noFilter, sortSessions } from '../../state/session-filter.ts'

/** The sessions of one connection as they are shown, and what stands above them. */
export interface Group {
  readonly connection: Connection
  readonly list: SessionList | undefined
  /** What stands in the place of sessions. */
  readonly word?: 'loading' | 'problem' | 'empty'
  readonly sessions: readonly Session[]
}

/** One line of the list: the head of a connection, a session, or a word about a connection without any to show. */
export type Row =
  | {
      readonly kind: 'head' | 'loading' | 'problem' | 'empty'
      readonly key: string
      readonly connection: Connection
      readonly list: SessionList | undefined
    }
  | {
      readonly kind: 'session'
      readonly key: string
      readonly session: Session
      readonly connection: Connection
      readonly list: SessionList | undefined
      /** From 1, within all sessions. */
      readonly position: number
    }

/** All lines from top to bottom. A line is made when it is asked for: of thousands few are seen. */
export class Rows {
  readonly groups: readonly Group[]
  /** Every session that is shown, in the order of the lines. */
  readonly sessions: readonly Session[]
  /** How many lines there are. */
  readonly count: number
  /** What lines are known by, when they are measured. The same function as long as the heads are where they were. */
  readonly keyOf: (line: number) => string | number
  /** Keys of the lines that are no sessions. */
  readonly #heads: ReadonlyMap<number, string>

  /** @param before the rows that these follow */
  constructor(groups: readonly Group[], before?: Rows) {
    this.groups = groups
    const [only, ...others] = groups
    this.sessions = only && others.length === 0 ? only.sessions : groups.flatMap(({ sessions }) => sessions)
    this.count = groups.reduce((sum, group) => sum + headsOf(group) + group.sessions.length, 0)
    const heads = headLines(groups)
    this.#heads = heads
    this.keyOf =
      before?.count === this.count && sameEntries(before.#heads, heads)
        ? before.keyOf
        : (line) => heads.get(line) ?? line
  }

  at(index: number): Row | undefined {
    let line = index
    let position = 1
    for (const group of this.groups) {
      const { connection, list } = group
      const heads = headsOf(group)
      const kind = line === 0 ? 'head' : line < heads ? group.word : undefined
      if (kind) return { kind, key: `${kind} ${connection.id}`, connection, list }
      const session = group.sessions[line - heads]
      if (session)
        return {
          kind: 'session',
          key: sessionKey(session),
          session,
          connection,
          list,
          position: position + line - heads,
        }
      line -= heads + group.sessions.length
      position += group.sessions.length
    }
    return undefined
  }

  /** Is this line a session's? */
  isSession(line: number): boolean {
    return !this.#heads.has(line)
  }

  /** The line of a session. @param place in `sessions`, from 0 */
  lineOf(place: number): number {
    let line = place
    let before = 0
    for (const group of this.groups) {
      line += headsOf(group)
      before += group.sessions.length
      if (place < before) break
    }
    return line
  }
}

function headsOf({ word }: Group): number {
  return word ? 2 : 1
}

function headLines(groups: readonly Group[]): ReadonlyMap<number, string> {
  const keys = new Map<number, string>()
  let line = 0
  for (const { connection, word, sessions } of groups) {
    keys.set(line, `head ${connection.id}`)
    if (word) keys.set(line + 1, `${word} ${connection.id}`)
    line += (word ? 2 : 1) + sessions.length
  }
  return keys
}

function sameEntries(a: ReadonlyMap<number, string>, b: ReadonlyMap<number, string>): boolean {
  return a.size === b.size && [...a].every(([line, key]) => b.get(line) === key)
}

/** How the list is looked at. */
export interface RowsView {
  /** Rows keep their place: the pointer is over the list. */
  readonly held?: boolean
  readonly filter?: SessionFilter
  readonly sort?: SessionSort
}

interface Arranged extends Required<RowsView> {
  /** What it was made of. */
  readonly all: readonly Session[]
  readonly shown: readonly Session[]
}

/** Makes the rows of one list, again and again: what did not change since the last time is not arranged again. */
export class RowMaker {
  #arranged = new Map<string, Arranged>()
  #rows: Rows | undefined

  /** This computer first, then as the connections are. A filter hides the heads of connections where nothing fits. */
  make(connections: readonly Connection[], lists: readonly SessionList[], view: RowsView = {}): Rows {
    const { held = false, filter = noFilter, sort = 'newest' } = view
    const before = this.#arranged
    this.#arranged = new Map()
    const groups = connections.flatMap((connection): readonly Group[] => {
      const list = lists.find((one) => one.connectionId === connection.id)
      const arranged = arrange(list?.sessions ?? none, { held, filter, sort }, before.get(connection.id))
      this.#arranged.set(connection.id, arranged)
      const { shown: sessions } = arranged
      if (isFiltering(filter) && sessions.length === 0) return []
      const word = wordOf(connection, list)
      return [{ connection, list, ...(word ? { word } : {}), sessions }]
    })
    this.#rows = new Rows(groups, this.#rows)
    return this.#rows
  }
}

const none: readonly Session[] = []

function arrange(all: readonly Session[], view: Required<RowsView>, before: Arranged | undefined): Arranged {
  const { held, filter, sort } = view
  const isSameView = before?.filter === filter && before.sort === sort
  if (isSameView && before.all === all && before.held === held) return before
  const fit = fitting(all, filter)
  if (held && isSameView) return { ...view, all, shown: keepPlaces(before.shown, all, fit) }
  return { ...view, all, shown: sortSessions(fit, sort, isSameView && !before.held ? before.shown : []) }
}

/** Those of before where they were, also when they do not fit any more; what is new behind them. */
function keepPlaces(before: readonly Session[], all: readonly Session[], fit: readonly Session[]): readonly Session[] {
  const present = new Map(all.map((session) => [session.sessionId, session]))
  const known = new Set(before.map(({ sessionId }) => sessionId))
  return [
    ...before.flatMap(({ sessionId }) => present.get(sessionId) ?? []),
    ...fit.filter(({ sessionId }) => !known.has(sessionId)),
  ]
}

function wordOf(connection: Connection, list: SessionList | undefined): Group['word'] {
  const isKnown = list !== undefined && list.sessions.length > 0
  const hasTrouble = connection.status === 'failed' || list?.error !== undefined || connection.error !== undefined
  const isSignedOut = connection.status === 'refused' && connection.token !== undefined
  // Sessions of before say by themselves that they are old, and the bar says why; a lost token is for the person.
  if (hasTrouble && connection.status !== 'starting' && (!isKnown || isSignedOut)) return 'problem'
  if (!list || (list.state === 'loading' && list.sessions.length === 0)) return 'loading'
  return isKnown ? undefined : 'empty'
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
