import { z } from 'zod'
import type { Connection } from '../domain/connection.ts'
import { call, stream } from '../wire/contract.ts'
import { connectionId, nothing, title } from './schemas.ts'

export const connections = {
  /** All of them, at once and after each change; this computer first. */
  'connections.watch': stream<readonly Connection[]>()(nothing),
  /**
   * Checks address, health and token, then keeps it. `refused` for an address that is not allowed, `auth`, `offline`,
   * `unavailable` as the check went: nothing is kept then.
   */
  'connections.add': call<Connection>()(
    z.object({ name: z.string().trim().max(120), address: z.string().max(2048), userId: title }),
  ),
  /** Forgets it and its token; records of its sessions stay. `refused` for this computer. */
  'connections.remove': call<void>()(z.object({ connectionId })),
  /** Asks again now; on this computer it repeats the probe and starts the local server. */
  'connections.check': call<Connection>()(z.object({ connectionId })),
} as const
