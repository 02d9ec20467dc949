import { z } from 'zod'
import type { KeptSession, Session, SessionHoldings, SessionRef } from '../domain/session.ts'
import { sessionLimits } from '../domain/session.ts'
import type { SessionsChange } from '../domain/session-changes.ts'
import { call, stream } from '../wire/contract.ts'
import { envVariable } from './run-options.ts'
import { connectionId, label, nothing, sessionRef, title, workflowId } from './schemas.ts'

/**
 * `releaseForeign`: the person agreed to giving back a sandbox that was not acquired here (`Session.foreignSandbox`).
 * Without that such a one is left to whoever acquired it.
 */
const sessionWithSandbox = sessionRef.extend({ releaseForeign: z.boolean().exactOptional() })

const workflow = z.object({ workflowId })

export const sessions = {
  /** The list of every connection at once, then what changes in them: see `applyChange`. */
  'sessions.watch': stream<SessionsChange>()(nothing),
  /** Reads one connection's list now. */
  'sessions.refresh': call<void>()(z.object({ connectionId })),
  /**
   * Creates a session, acquires a sandbox, probes and binds it; the steps show in `sessions.watch`. When a step fails
   * the error says which, and what was made stays (`Session.stopped`) for `sessions.again` and `sessions.undo`, unless
   * another try is hopeless. Aborting it undoes what was made. `workflowId` is the caller's own; one is made when absent.
   */
  'sessions.create': call<SessionRef>()(
    z.object({
      connectionId,
      name: title,
      image: z.string().trim().min(1).max(256),
      cpuCount: z.int().min(1).max(1024),
      memoryMb: z.int().min(64).max(4_194_304),
      ttlHours: z.number().positive().max(sessionLimits.maxTtlHours),
      network: z.boolean(),
      /** What its runs begin with: see `runOptions.write`. */
      env: z.array(envVariable).max(500).readonly().exactOptional(),
      workflowId: workflowId.exactOptional(),
    }),
  ),
  /** Makes it ready for work: attaches to its sandbox when that answers a probe, else acquires and binds one. */
  'sessions.open': call<Session>()(sessionRef),
  /** Ends its runs, pauses, and gives its sandbox back, emptied. */
  'sessions.pause': call<Session>()(sessionWithSandbox),
  'sessions.resume': call<Session>()(sessionRef),
  /**
   * Releases the sandbox and deletes the session. Where its server keeps it for a while (`ServerFacts.keptDays`) what is
   * here of it stays for `sessions.restore`; elsewhere it is final, and goes too.
   */
  'sessions.delete': call<void>()(sessionWithSandbox),
  /**
   * Gives its sandbox back, emptied; the session stays. `refused` for a foreign one without `releaseForeign`. Files stay
   * where the server keeps them with the session, and are lost elsewhere.
   */
  'sessions.letGo': call<Session>()(sessionWithSandbox),
  /** A workflow that stopped half way goes on there. `not-found` for one that is over. */
  'sessions.again': call<SessionRef>()(workflow),
  /** Takes back what a workflow that stopped has done. `refused` when something of it can't be. */
  'sessions.undo': call<void>()(workflow),
  /** Ends a workflow that is under way and takes back what it did. `refused` when it has gone too far. */
  'sessions.cancel': call<void>()(workflow),
  /**
   * Looks a session up by its id and keeps a record of it, so that it is listed from now on, whoever's it is: servers without
   * owners let anybody who knows the id. `not-found` when the server does not know it.
   */
  'sessions.find': call<Session>()(sessionRef),
  /**
   * Uses the sandbox now and then, so that its server does not take it back, until then (server's clock, ms) or no longer
   * (null). `refused` without a sandbox, or beyond the session's end.
   */
  'sessions.keepAlive': call<void>()(
    z.object({ session: sessionRef, until: z.number().finite().positive().nullable() }),
  ),
  /** The name is a record of this computer. */
  'sessions.rename': call<void>()(z.object({ session: sessionRef, name: title })),
  /** Its labels from now on, a record of this computer too. */
  'sessions.label': call<void>()(z.object({ session: sessionRef, labels: z.array(label).max(20).readonly() })),
  /** What there is of it, for a question about its end. Counting its files takes a program in its sandbox. */
  'sessions.holdings': call<SessionHoldings>()(sessionRef.extend({ countFiles: z.boolean() })),
  /** Sessions that have ended and can be brought back, the last that ended first; none on most servers. */
  'sessions.kept': call<readonly KeptSession[]>()(z.object({ connectionId })),
  /**
   * Brings back one that has ended, under its id, with its files, runs and drafts. `gone` when its server keeps nothing
   * of it, `unsupported` when it never does.
   */
  'sessions.restore': call<Session>()(sessionRef),
  /**
   * Final. Removes what is recorded here of a session that its server no longer has, its runs and drafts, and where the
   * server keeps sessions that have ended, its files.
   */
  'sessions.forget': call<void>()(sessionRef),
} as const
