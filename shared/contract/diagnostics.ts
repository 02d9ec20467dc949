import { z } from 'zod'
import type { LogText } from '../domain/log-text.ts'
import type { StorageUsage } from '../domain/storage.ts'
import { call } from '../wire/contract.ts'
import { nothing } from './schemas.ts'

/** What the application keeps of itself and for the person on this computer. */
export const diagnostics = {
  /** The ends of all logs. */
  'logs.read': call<readonly LogText[]>()(nothing),
  /** Versions, states and the ends of the logs as one text, for somebody who helps: no names, addresses or ids. */
  'logs.report': call<string>()(nothing),
  'storage.usage': call<StorageUsage>()(nothing),
  'storage.setLimits': call<void>()(
    z.object({
      outputDays: z.int().min(1).max(3650),
      outputBytes: z.int().min(0),
      runs: z.int().min(100).max(1_000_000),
    }),
  ),
  /** Gives up the output of all settled runs, or copies of the store. Answers with the bytes that became free. */
  'storage.free': call<number>()(z.object({ what: z.enum(['outputs', 'copies']) })),
} as const
