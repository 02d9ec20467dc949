import { z } from 'zod'
import { connectionId, sessionRef } from '../../../shared/contract/schemas.ts'
import type { ServerSession, SessionRecord } from '../../../shared/domain/session.ts'
import { call } from '../../../shared/wire/contract.ts'

const serverSession = z.custom<ServerSession>(
  (value) => typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string',
)

/** Records of sessions, by server and id. They stay when their server forgets the session, until they are removed. */
export const sessions = {
  'sessions.list': call<readonly SessionRecord[]>()(z.object({ connectionId })),
  'sessions.put': call<void>()(
    sessionRef.extend({
      // A server's own name for it may be longer than what a person can type here.
      name: z.string().max(10_000),
      lastSeen: serverSession.exactOptional(),
      asOf: z.number().exactOptional(),
      ownSandboxId: z.string().max(200).exactOptional(),
      keepAliveUntil: z.number().exactOptional(),
      deletedAt: z.number().exactOptional(),
      labels: z.array(z.string().max(200)).max(200).readonly().exactOptional(),
    }),
  ),
  'sessions.remove': call<void>()(sessionRef),
} as const
