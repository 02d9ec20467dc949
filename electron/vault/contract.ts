import { z } from 'zod'
import { app } from '../../shared/contract/app.ts'
import { drafts } from '../../shared/contract/drafts.ts'
import { connectionId, documentId, nothing, sessionRef, title } from '../../shared/contract/schemas.ts'
import type { NewConnection } from '../../shared/domain/connection.ts'
import type { Draft } from '../../shared/domain/draft.ts'
import type { ServerSession, SessionRecord } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { call } from '../../shared/wire/contract.ts'

/** A connection that a person added; "This computer" is never among them. */
export interface SavedConnection extends NewConnection {
  readonly id: string
}

/** What became of a draft that was to be kept. */
export interface KeptDraft {
  readonly keptAt: number
  /** The revision that is kept now: higher than the one sent when a newer text was there already. */
  readonly revision: number
}

/** State of the store. */
export interface StoreStatus {
  /** There when the store could not be read and was moved aside at this start: what happened, for a person. */
  readonly movedAside?: string
}

const serverSession = z.custom<ServerSession>(
  (value) => typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string',
)

/**
 * What main asks the vault. A write answers when it is on disk. Every call can be repeated after a broken wire: doing it
 * twice is doing it once. Codes: `unavailable` when the disk is full or fails, `refused` when the folder is in use or
 * was written by a newer version.
 */
export const vaultContract = {
  'vault.status': call<StoreStatus>()(nothing),

  'sessions.list': call<readonly SessionRecord[]>()(z.object({ connectionId })),
  'sessions.put': call<void>()(
    sessionRef.extend({
      // A server's own name for it may be longer than what a person can type here.
      name: z.string().max(10_000),
      lastSeen: serverSession.exactOptional(),
      asOf: z.number().exactOptional(),
    }),
  ),
  'sessions.remove': call<void>()(sessionRef),

  'drafts.keep': call<KeptDraft>()(drafts['drafts.keep'].input),
  'drafts.list': call<readonly Draft[]>()(sessionRef),
  /** With `revision`: only when nothing newer than that is kept. */
  'drafts.discard': call<void>()(
    z.object({ session: sessionRef, documentId, revision: z.int().min(0).exactOptional() }),
  ),
  'drafts.discardAll': call<void>()(sessionRef),

  'settings.read': call<Settings>()(nothing),
  'settings.write': call<void>()(app['settings.write'].input),

  'connections.list': call<readonly SavedConnection[]>()(nothing),
  'connections.put': call<void>()(
    z.object({ id: connectionId, name: z.string().max(120), address: z.string().max(2048), userId: title }),
  ),
  'connections.remove': call<void>()(z.object({ id: connectionId })),
} as const

export type VaultContract = typeof vaultContract
