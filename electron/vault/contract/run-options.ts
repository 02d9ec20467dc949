import { z } from 'zod'
import { sessionRef } from '../../../shared/contract/schemas.ts'
import { call } from '../../../shared/wire/contract.ts'

/** A variable as it is kept: a value, or what the key store made of it. */
const keptVariable = z.object({
  name: z.string(),
  value: z.string().exactOptional(),
  /** Base64; empty: there was one, and it stayed in memory. */
  sealed: z.string().exactOptional(),
})

export const keptRunOptions = z.object({
  workDir: z.string().exactOptional(),
  env: z.array(keptVariable).readonly(),
})

/** What runs of a session begin with. Values that are secret are here as the key store encrypted them, and in no other form. */
export type KeptRunOptions = z.infer<typeof keptRunOptions>

export const runOptions = {
  'runOptions.get': call<KeptRunOptions>()(sessionRef),
  'runOptions.put': call<void>()(z.object({ session: sessionRef, options: keptRunOptions })),
  'runOptions.remove': call<void>()(sessionRef),
} as const
