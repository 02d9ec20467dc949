import { z } from 'zod'

/** Parts that several subjects take. Limits are generous: they stop nonsense, not people. */

export const nothing = z
  .undefined()
  .or(z.null())
  .transform(() => undefined)

export const connectionId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** Servers give UUIDs; other forms are taken as long as they cannot change a URL's path. */
export const sessionId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,128}$/)
  .refine((id) => id !== '.' && id !== '..')

export const sessionRef = z.object({ connectionId, sessionId })

export const runId = z.uuid()

export const workflowId = z.uuid()

/** An absolute path in a sandbox; bytes that are no UTF-8 as `path-bytes.ts` has them. */
export const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((value) => value.startsWith('/') && !value.includes('\0'))

export const documentId = z
  .string()
  .max(8400)
  .refine((id) => id.startsWith('file:/') || /^scratch:[1-9][0-9]{0,5}$|^bytes:2f[0-9a-f]*$/.test(id))

/** Made by the window: a word of its own for the first console of a session, UUIDs for the others. */
export const consoleId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/)

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const label = z.string().trim().min(1).max(40)
export const title = z.string().trim().min(1).max(120)

export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
