import type { ErrorData } from '../../../shared/domain/errors.ts'
import type {
  AcquiredSandbox,
  ServerSession,
  Session,
  SessionProgress,
  SessionRecord,
  SessionStatus,
} from '../../../shared/domain/session.ts'
import { reclaimMs, statusOf } from '../../../shared/domain/session.ts'

/** What main knows of a session beside the server's list and the record: see `Session`. */
export interface SessionNote {
  readonly progress?: SessionProgress
  readonly stopped?: SessionProgress
  readonly problem?: ErrorData
}

/** A session that a workflow is making and that the server has not answered for yet. */
export interface SessionInTheMaking extends SessionNote {
  readonly id: string
  readonly name: string
}

/** When a session was changed or read by itself. */
export interface Touch {
  /** Counts events of this list: which came first does not depend on any clock. */
  readonly order: number
  /** The server's clock, ms. */
  readonly at: number
}

export interface RowSources {
  readonly connectionId: string
  /** The server's last list. */
  readonly listed: ReadonlyMap<string, ServerSession>
  /** Ids in it of sessions that could not be read. */
  readonly unread: ReadonlySet<string>
  /** Did the server answer the last question for the list? */
  readonly answers: boolean
  /** Sessions of which the server spoke since it was last asked for the list. */
  readonly touched: ReadonlyMap<string, Touch>
  /** When (`Touch.order`) it last failed to answer for the list. */
  readonly failedAt: number
  readonly records: ReadonlyMap<string, SessionRecord>
  readonly notes: ReadonlyMap<string, SessionNote>
  /** `since`: the server's clock, ms. */
  readonly making: ReadonlyMap<string, SessionInTheMaking & { readonly since: number }>
  /** See `ListSource`. */
  readonly keptDays: number | undefined
  /** See `ListSource`. */
  usedAt(sandboxId: string): number | undefined
  /** What was told of a sandbox when it was acquired here. */
  sandboxOf(sandboxId: string): AcquiredSandbox | undefined
  /** The server's clock, ms. */
  readonly now: number
}

/** Enough of an id to tell sessions apart, where there is no name. */
function shortName(id: string): string {
  return id.slice(0, 8)
}

/** A record's name, else the one its maker gave it, else a short id. */
export function nameOf(id: string, record: SessionRecord | undefined, server: ServerSession | undefined): string {
  if (record && record.name !== shortName(id)) return record.name
  const given = server?.metadata.name?.trim().slice(0, 120)
  return given ? given : shortName(id)
}

const unreadProblem: ErrorData = {
  code: 'server',
  message: 'The server lists this session in a form that is not understood: what is shown of it is older.',
}

/** One row; undefined when the session is neither listed nor recorded, nor being made. */
export function sessionRow(sources: RowSources, sessionId: string): Session | undefined {
  const { connectionId, listed, answers, now } = sources
  const making = sources.making.get(sessionId)
  if (making) return rowInTheMaking(connectionId, making)
  const record = sources.records.get(sessionId)
  const note = sources.notes.get(sessionId)
  const isUnread = sources.unread.has(sessionId)
  if (!record && !isUnread && !listed.has(sessionId)) return undefined
  // What is recorded of it stays for an undo.
  if (record?.deletedAt !== undefined && !isUnread && !listed.has(sessionId)) return undefined
  const problem = note?.problem ?? (isUnread ? unreadProblem : undefined)
  const present = listed.get(sessionId)
  const server = present ?? record?.lastSeen
  const touch = sources.touched.get(sessionId)
  const isSpokenOf = touch !== undefined && touch.order > sources.failedAt
  const usedAt = server?.sandboxId === undefined ? undefined : sources.usedAt(server.sandboxId)
  const status = isUnread
    ? 'unknown'
    : statusNow(present, server, answers || isSpokenOf, note?.progress ?? note?.stopped, now)
  // What the list says is as of the list: a row that is the same in each of them stays the same.
  const said = touch?.at ?? (present ? undefined : record?.asOf)
  const sandbox = server?.sandboxId === undefined ? undefined : sources.sandboxOf(server.sandboxId)
  return {
    connectionId,
    sessionId,
    name: nameOf(sessionId, record, server),
    status,
    ...(server ? { server } : {}),
    ...(said === undefined ? {} : { asOf: said }),
    ...(record?.labels?.length ? { labels: record.labels } : {}),
    ...(record?.keepAliveUntil !== undefined && record.keepAliveUntil > now
      ? { keepAliveUntil: record.keepAliveUntil }
      : {}),
    ...(usedAt === undefined ? {} : { reclaimAt: usedAt + reclaimMs }),
    ...(note?.progress ? { progress: note.progress } : {}),
    ...(problem ? { problem } : {}),
    ...(note?.stopped ? { stopped: note.stopped } : {}),
    ...(sandbox ? { sandbox } : {}),
    ...(isRestorable(status, server, sources) ? { restorable: true } : {}),
    ...(isForeign(server, record) ? { foreignSandbox: true } : {}),
  }
}

function rowInTheMaking(
  connectionId: string,
  { id, since, ...rest }: SessionInTheMaking & { readonly since: number },
): Session {
  return { connectionId, sessionId: id, status: 'creating', begunAt: since, ...rest }
}

/** When time alone makes another row of this one (server's clock, ms); infinite when it does not. */
export function changesAt({ server, keepAliveUntil = 0 }: Session, now: number): number {
  const ends = server !== undefined && server.expiresAt > now ? server.expiresAt : Number.POSITIVE_INFINITY
  return keepAliveUntil > now ? Math.min(ends, keepAliveUntil) : ends
}

/** A sandbox that this application did not acquire: it is never released without being asked. */
function isForeign(server: ServerSession | undefined, record: SessionRecord | undefined): boolean {
  return server?.sandboxId !== undefined && server.sandboxId !== record?.ownSandboxId
}

/** Of one that was deleted elsewhere nobody knows when that was: its server tells when it is asked for it. */
function isRestorable(
  status: SessionStatus,
  server: ServerSession | undefined,
  { keptDays, now }: Pick<RowSources, 'keptDays' | 'now'>,
): boolean {
  if (keptDays === undefined || server === undefined) return false
  return status === 'gone' || (status === 'expired' && now < server.expiresAt + keptDays * 86_400_000)
}

function statusNow(
  listed: ServerSession | undefined,
  lastSeen: ServerSession | undefined,
  answers: boolean,
  progress: SessionProgress | undefined,
  now: number,
): SessionStatus {
  if (progress?.workflow === 'create') return 'creating'
  if (answers) return statusOf(listed, lastSeen, now)
  // Time passes without a server too.
  return lastSeen && lastSeen.expiresAt <= now ? 'expired' : 'unknown'
}
