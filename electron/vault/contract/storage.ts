import { z } from 'zod'
import { nothing } from '../../../shared/contract/schemas.ts'
import { call } from '../../../shared/wire/contract.ts'

/** State of the store, in sentences for a person. */
export interface StoreStatus {
  /** There when a part of the store could not be read and was moved aside at this start. */
  readonly movedAside?: string
  /** There when records were found damaged since this start: they are left out, the rest is there. */
  readonly damaged?: string
}

/** What is kept at most; the oldest output is given up first, archives never. */
export interface StorageLimits {
  /** Output of runs is kept for so many days. */
  readonly outputDays: number
  /** And at most so many bytes of it. */
  readonly outputBytes: number
  /** Runs that are remembered, with or without their output. */
  readonly runs: number
}

export const defaultLimits: StorageLimits = {
  outputDays: 30,
  outputBytes: 2 * 1024 * 1024 * 1024,
  runs: 100_000,
}

/** What one run may keep of its output (bytes). */
export const maxRunBytes = 512 * 1024 * 1024

/** What is used, in bytes on the disk. */
export interface StorageUsage {
  /** Sessions, drafts, settings, connections, and all about runs but their output. */
  readonly records: number
  readonly outputs: { readonly bytes: number; readonly runs: number }
  readonly archives: { readonly bytes: number; readonly count: number }
  /** Copies from before an update, and what was moved aside because it was damaged. */
  readonly copies: number
  /** Room that is left on the disk. */
  readonly diskFree: number
  readonly limits: StorageLimits
}

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
