import { z } from 'zod'
import type { Session, SessionList, SessionRef } from '../domain/session.ts'
import { sessionLimits } from '../domain/session.ts'
import { call, stream } from '../wire/contract.ts'
import { connectionId, label, nothing, sessionRef, title } from './schemas.ts'

export const sessions = {
  /** The list of every connection, at once and after each change. */
  'sessions.watch': stream<readonly SessionList[]>()(nothing),
  /** Reads one connection's list now. */
  'sessions.refresh': call<void>()(z.object({ connectionId })),
  /**
   * Creates a session, acquires a sandbox, probes and binds it; the steps show in `sessions.watch`. When a step fails
   * what was made is undone, and the error says which step it was. Aborting it undoes what was made as well.
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
    }),
  ),
  /** Makes it ready for work: attaches to its sandbox when that answers a probe, else acquires and binds one. */
  'sessions.open': call<Session>()(sessionRef),
  'sessions.pause': call<Session>()(sessionRef),
  'sessions.resume': call<Session>()(sessionRef),
  /** Final. Releases the sandbox, deletes the session; the record and drafts here go too. */
  'sessions.delete': call<void>()(sessionRef),
  /**
   * Looks a session up by its id and keeps a record of it, so that it is listed from now on, whoever's it is: servers without
   * owners let anybody who knows the id. `not-found` when the server does not know it.
   */
  'sessions.find': call<Session>()(sessionRef),
  /** The name is a record of this computer. */
  'sessions.rename': call<void>()(z.object({ session: sessionRef, name: title })),
  /** Its labels from now on, a record of this computer too. */
  'sessions.label': call<void>()(z.object({ session: sessionRef, labels: z.array(label).max(20).readonly() })),
  /** Removes the record and drafts of a session that its server no longer has. */
  'sessions.forget': call<void>()(sessionRef),
} as const
