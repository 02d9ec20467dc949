import { z } from 'zod'
import type { RunOptions } from '../domain/run-options.ts'
import { call } from '../wire/contract.ts'
import { path, sessionRef } from './schemas.ts'

const noNul = (text: string) => !text.includes('\0')

export const envVariable = z.object({
  name: z
    .string()
    .min(1)
    .max(1000)
    .refine((name) => noNul(name) && !name.includes('=')),
  /** One entry may have 131,071 bytes in all (API note 4.3). */
  value: z.string().max(120_000).refine(noNul).exactOptional(),
  secret: z.boolean(),
})

export const runOptions = {
  'runOptions.read': call<RunOptions>()(z.object({ session: sessionRef })),
  /** Replaces them. A secret without a value keeps the one that it has. */
  'runOptions.write': call<RunOptions>()(
    z.object({
      session: sessionRef,
      workDir: path.exactOptional(),
      env: z.array(envVariable).max(500).readonly(),
    }),
  ),
} as const
