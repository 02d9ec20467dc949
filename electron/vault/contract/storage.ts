import { z } from 'zod'
import { nothing } from '../../../shared/contract/schemas.ts'
import type { StorageUsage } from '../../../shared/domain/storage.ts'
import { call } from '../../../shared/wire/contract.ts'

/** State of the store, in sentences for a person. */
export interface StoreStatus {
  /** There when a part of the store could not be read and was moved aside at this start. */
  readonly movedAside?: string
  /** There when records were found damaged since this start: they are left out, the rest is there. */
  readonly damaged?: string
}

/** What one run may keep of its output (bytes). */
export const maxRunBytes = 512 * 1024 * 1024

export const storage = {
  'storage.status': call<StoreStatus>()(nothing),
  'storage.usage': call<StorageUsage>()(nothing),
  'storage.setLimits': call<void>()(
    z.object({
      outputDays: z.int().min(1).max(3650),
      outputBytes: z.int().min(0),
      runs: z.int().min(100).max(1_000_000),
    }),
  ),
  /**
   * Gives up the output of settled runs that began before this time (ms; absent: of all), or the copies. The bytes that
   * became free. Runs stay, and say that their output is not here any more.
   */
  'storage.free': call<number>()(
    z.discriminatedUnion('what', [
      z.object({ what: z.literal('outputs'), before: z.int().exactOptional() }),
      z.object({ what: z.literal('copies') }),
    ]),
  ),
} as const
