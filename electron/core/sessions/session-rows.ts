import type { ErrorData } from '../../../shared/domain/errors.ts'
import type {
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

export interface RowSources {
  readonly connectionId: string
  /** The server's last list. */
  readonly listed: ReadonlyMap<string, ServerSession>
  /** Ids in it of sessions that could not be read. */
  readonly unread: ReadonlySet<string>
  /** When that was (server's clock); undefined: there was none yet. */
  readonly asOf: number | undefined
  /** Did the server answer the last question for the list? */
  readonly answers: boolean
  /** Sessions of which the server spoke since then, with the time (server's clock). */
  readonly spokenOf: ReadonlyMap<string, number>
  readonly records: ReadonlyMap<string, SessionRecord>
  readonly notes: ReadonlyMap<string, SessionNote>
  readonly making: readonly SessionInTheMaking[]
  /** See `ListSource`. */
  usedAt(sandboxId: string): number | undefined
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

/** The rows of one connection: what is being made first, then the newest. */
export function sessionRows(sources: RowSources): readonly Session[] {
  const { connectionId, listed, records, making } = sources
  const rows: Session[] = making.map(({ id, ...rest }) => ({
    connectionId,
    sessionId: id,
    status: 'creating',
    ...rest,
  }))
  const ids = [...new Set([...listed.keys(), ...sources.unread, ...records.keys()])]
  const known = ids.flatMap((id) => sessionRow(sources, id) ?? [])
  known.sort((a, b) => (b.server?.createdAt ?? 0) - (a.server?.createdAt ?? 0) || (a.sessionId < b.sessionId ? -1 : 1))
  return [...rows, ...known]
}

/** One row; undefined when the session is neither listed nor recorded. */
export function sessionRow(sources: RowSources, sessionId: string): Session | undefined {
  const { connectionId, listed, asOf, answers, spokenOf, now } = sources
  const record = sources.records.get(sessionId)
  const note = sources.notes.get(sessionId)
  const isUnread = sources.unread.has(sessionId)
  if (!record && !isUnread && !listed.has(sessionId)) return undefined
  // What is recorded of it stays for an undo.
  if (record?.deletedAt !== undefined && !isUnread && !listed.has(sessionId)) return undefined
  const problem = note?.problem ?? (isUnread ? unreadProblem : undefined)
  const present = listed.get(sessionId)
  const server = present ?? record?.lastSeen
  const spokenAt = spokenOf.get(sessionId)
  const usedAt = server?.sandboxId === undefined ? undefined : sources.usedAt(server.sandboxId)
  const said = spokenAt ?? (present ? asOf : record?.asOf)
  return {
    connectionId,
    sessionId,
    name: nameOf(sessionId, record, server),
    status: isUnread
      ? 'unknown'
      : statusNow(present, server, answers || spokenAt !== undefined, note?.progress ?? note?.stopped, now),
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
    ...(isForeign(server, record) ? { foreignSandbox: true } : {}),
  }
}

/** A sandbox that this application did not acquire: it is never released without being asked. */
function isForeign(server: ServerSession | undefined, record: SessionRecord | undefined): boolean {
  return server?.sandboxId !== undefined && server.sandboxId !== record?.ownSandboxId
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
