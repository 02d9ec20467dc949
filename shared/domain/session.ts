import type { ErrorData } from './errors.ts'
import type { WorkflowKind } from './workflow-kind.ts'

/** Names one session: ids of sessions are unique on their server alone. */
export interface SessionRef {
  readonly connectionId: string
  readonly sessionId: string
}

/** A key for maps and records; connection ids hold no slash. */
export function sessionKey(ref: SessionRef): string {
  return `${ref.connectionId}/${ref.sessionId}`
}

/**
 * creating: a workflow of ours makes it · active, paused: as the server said at `asOf` · expired: its time is over ·
 * gone: the server answers and does not know it · unknown: the server does not answer.
 */
export type SessionStatus = 'creating' | 'active' | 'paused' | 'expired' | 'gone' | 'unknown'

/** What the server says of a session. Times are milliseconds since 1970 on the server's clock. */
export interface ServerSession {
  readonly id: string
  readonly userId: string
  readonly status: 'active' | 'paused'
  readonly sandboxId?: string
  /** Asked for; a server may run another (see `runsOn`). */
  readonly image: string
  readonly cpuCount: number
  readonly memoryMb: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastActiveAt: number
  readonly expiresAt: number
  readonly pausedAt?: number
  readonly workspaceUrl?: string
  readonly metadata: Readonly<Record<string, string>>
}

/** What a server said of a sandbox when it gave it out: it is told to whoever acquires it, and asked for nowhere. */
export interface SandboxInfo {
  readonly sandboxId: string
  readonly containerId?: string
  /** In the server's word: "active". */
  readonly status?: string
  readonly ip?: string
}

/** One that this application acquired. */
export interface AcquiredSandbox extends SandboxInfo {
  /** ms, our clock. */
  readonly acquiredAt: number
}

/** A workflow on a session, under way or stopped half way, in words. */
export interface SessionProgress {
  /** Of the workflow: `sessions.again`, `sessions.undo` and `sessions.cancel` take it. */
  readonly id: string
  readonly workflow: WorkflowKind
  /** From 1. */
  readonly step: number
  readonly of: number
  /** The step's name: "sandbox". */
  readonly words: string
  /** It is being taken back. */
  readonly undoing?: true
  /** All that it did can still be taken back: while it is under way by a cancel, when it has stopped by an undo. */
  readonly canUndo?: true
}

/** A session as the window shows it. */
export interface Session extends SessionRef {
  readonly name: string
  readonly status: SessionStatus
  /** When the server last said so (its clock, ms), where that is not `SessionList.asOf`; see `saidAt`. */
  readonly asOf?: number
  /** When the making of it began (server's clock, ms), until the server has answered for it: see `compareSessions`. */
  readonly begunAt?: number
  /** Undefined while it is being created, before the server has answered, and when nothing of it could ever be read. */
  readonly server?: ServerSession
  /** A person's words for it, kept on this computer. */
  readonly labels?: readonly string[]
  /** Its sandbox is used by this application in time, so that the server does not take it back, until then (server's clock, ms). */
  readonly keepAliveUntil?: number
  /**
   * About when the server takes its sandbox back when nobody uses it (server's clock, ms); absent where servers do not, or
   * nothing is known.
   */
  readonly reclaimAt?: number
  readonly progress?: SessionProgress
  /** Why the last workflow stopped half way; cleared by the next one. */
  readonly problem?: ErrorData
  /** Where that was, when it waits for a person: to try again from there, or to undo what it did. */
  readonly stopped?: SessionProgress
  /** Of its sandbox, when this application acquired it since it was started. */
  readonly sandbox?: AcquiredSandbox
  /** It has ended, and its server may bring it back with its files (`ServerFacts.keptDays`). */
  readonly restorable?: true
  /** It has a sandbox that this application did not acquire: somebody else may look after it. */
  readonly foreignSandbox?: true
}

/** All sessions of one connection, in the order of `compareSessions`. */
export interface SessionList {
  readonly connectionId: string
  /** `loading` until the first answer; `stale` when the last question failed and the sessions are those of `asOf`. */
  readonly state: 'loading' | 'current' | 'stale'
  /** Time of the last good answer, on the server's clock (ms). */
  readonly asOf?: number
  readonly error?: ErrorData
  readonly sessions: readonly Session[]
}

/** When the server last spoke of it (its clock, ms); undefined when it never did. @param listAsOf `SessionList.asOf` */
export function saidAt({ asOf, server }: Session, listAsOf: number | undefined): number | undefined {
  return asOf ?? (server ? listAsOf : undefined)
}

/** The order of a list: what is being made, then what is made; the newest first. No two sessions are equal in it. */
export function compareSessions(a: Session, b: Session): number {
  if ((a.begunAt === undefined) !== (b.begunAt === undefined)) return a.begunAt === undefined ? 1 : -1
  const later = (b.begunAt ?? b.server?.createdAt ?? 0) - (a.begunAt ?? a.server?.createdAt ?? 0)
  return later || (a.sessionId < b.sessionId ? -1 : a.sessionId > b.sessionId ? 1 : 0)
}

/** What this computer keeps of a session. */
export interface SessionRecord extends SessionRef {
  readonly name: string
  /** The last sandbox that this application acquired for it; any other one is foreign. */
  readonly ownSandboxId?: string
  /** See `Session`. */
  readonly keepAliveUntil?: number
  /** A person's words for it, in the order given. */
  readonly labels?: readonly string[]
  /**
   * When a person deleted it on a server that keeps such sessions for a while (server's clock, ms): it is not shown, and
   * what is recorded of it stays for an undo.
   */
  readonly deletedAt?: number
  /** The server's last word on it. */
  readonly lastSeen?: ServerSession
  /** When that was (server's clock, ms). */
  readonly asOf?: number
}

/** A session that has ended and that its server can bring back until then. Times are ms on the server's clock. */
export interface KeptSession extends SessionRef {
  readonly name: string
  readonly because: 'deleted' | 'expired'
  readonly endedAt: number
  readonly keptUntil: number
  /** As it was. */
  readonly server: ServerSession
  /** What its files take on the server's disk; absent where that is not known. */
  readonly bytes?: number
  /** What is kept of it on this computer. */
  readonly runs: number
  readonly drafts: number
}

/** What there is of a session, for a question about its end. What could not be found out is absent. */
export interface SessionHoldings {
  /** Runs under way. */
  readonly underWay: number
  /** Runs kept on this computer, with those. */
  readonly runs: number
  /** Edits kept on this computer that are not in the sandbox. */
  readonly drafts: number
  /** In `/workspace`; only of a session with a sandbox that answers. */
  readonly files?: { readonly count: number; readonly bytes: number }
}

/** What a person asks for when making a session. Figures the server never applies are shown as "asked for". */
export interface NewSession {
  readonly connectionId: string
  readonly name: string
  readonly image: string
  readonly cpuCount: number
  readonly memoryMb: number
  readonly ttlHours: number
  readonly network: boolean
}

/** A server takes a sandbox back 60 to 65 minutes after its last use began (API note 5.4). */
export const reclaimMs = 60 * 60_000

/** Limits that every server keeps (API note, section 2). */
export const sessionLimits = {
  maxTtlHours: 168,
  defaultImage: 'python:3.11-slim',
  defaultCpuCount: 2,
  defaultMemoryMb: 2048,
  defaultTtlHours: 24,
} as const

/**
 * The status that follows from the server's answer and what is recorded here.
 * @param listed what the list of the server holds for this id, if anything
 * @param lastSeen what it held before
 * @param now the server's clock, ms
 */
export function statusOf(
  listed: ServerSession | undefined,
  lastSeen: ServerSession | undefined,
  now: number,
): SessionStatus {
  if (listed) return listed.expiresAt <= now ? 'expired' : listed.status
  return lastSeen && lastSeen.expiresAt <= now ? 'expired' : 'gone'
}

/** The interpreter behind the image, where the server says so (`metadata.runs_on`, our local server does). */
export function runsOn(session: ServerSession): string | undefined {
  return session.metadata.runs_on
}
