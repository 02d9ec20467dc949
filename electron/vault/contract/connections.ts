import { z } from 'zod'
import { bytes, connectionId, nothing, title } from '../../../shared/contract/schemas.ts'
import { call } from '../../../shared/wire/contract.ts'

/** A connection that a person added; "This computer" is never among them. */
export interface SavedConnection {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly userId: string
  /** Asked for with each new token. */
  readonly role?: string
  /** URL of a proxy. */
  readonly proxy?: string
  /** Certificates that are trusted beside the system's, PEM. */
  readonly ca?: string
  /**
   * The token as the system's key store encrypted it. One that is not encrypted never comes here: it is empty for one that
   * a person gave and that only memory holds.
   */
  readonly token?: Uint8Array
}

export const connections = {
  /** In the order in which they were added. */
  'connections.list': call<readonly SavedConnection[]>()(nothing),
  /** Replaces the one of this id as a whole, token included. */
  'connections.put': call<void>()(
    z.object({
      id: connectionId,
      name: z.string().max(120),
      address: z.string().max(2048),
      userId: title,
      role: z.string().max(120).exactOptional(),
      proxy: z.string().max(2048).exactOptional(),
      ca: z
        .string()
        .max(1024 * 1024)
        .exactOptional(),
      token: bytes.refine(({ byteLength }) => byteLength <= 64 * 1024).exactOptional(),
    }),
  ),
  'connections.remove': call<void>()(z.object({ id: connectionId })),
} as const
