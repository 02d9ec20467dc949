import { z } from 'zod'
import type { Connection, ConnectionFigures } from '../domain/connection.ts'
import type { CheckStep } from '../domain/connection-check.ts'
import { call, stream } from '../wire/contract.ts'
import { connectionId, nothing, title } from './schemas.ts'

const newConnection = z.object({
  name: z.string().trim().max(120),
  address: z.string().max(2048),
  userId: title,
  role: title.exactOptional(),
  token: z.string().trim().max(16_384).exactOptional(),
  proxy: z.string().trim().max(2048).exactOptional(),
  ca: z.string().max(262_144).exactOptional(),
})

export const connections = {
  /** All of them, at once and after each change; this computer first. */
  'connections.watch': stream<readonly Connection[]>()(nothing),
  /**
   * Checks address, health and token, then keeps it. `refused` for an address that is not allowed, `auth`, `offline`,
   * `unavailable` as the check went: nothing is kept then.
   */
  'connections.add': call<Connection>()(newConnection),
  /** As `connections.add`, in place of what is kept; sessions recorded here stay with it. `not-found`. */
  'connections.change': call<Connection>()(newConnection.extend({ connectionId })),
  /**
   * Checks it step by step and keeps nothing: all steps, at once and after each change. With `connectionId` the token of
   * that connection is used where none is given.
   */
  'connections.checkSteps': stream<readonly CheckStep[]>()(
    newConnection.extend({ connectionId: connectionId.exactOptional() }),
  ),
  /** What encrypts tokens that are kept on this computer; without a name they stay in memory. */
  'connections.keystore': call<{ readonly name?: string }>()(nothing),
  /** Asks for what its pool has now. `auth`, `offline`, `unavailable` as that went. */
  'connections.figures': call<ConnectionFigures>()(z.object({ connectionId })),
  /** Forgets it and its token; records of its sessions stay. `refused` for this computer. */
  'connections.remove': call<void>()(z.object({ connectionId })),
  /** Asks again now; on this computer it repeats the probe and starts the local server. */
  'connections.check': call<Connection>()(z.object({ connectionId })),
} as const
