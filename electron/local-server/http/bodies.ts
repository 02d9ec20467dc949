import { z } from 'zod'
import { RequestError } from '../errors.ts'
import { lifeLimits } from '../sessions/sessions.ts'

/** Well-formed: half a character (an unpaired surrogate) would reach the disk as something else, in silence. */
const text = z.string().refine((value) => !/\p{Surrogate}/u.test(value), 'holds half a character')
const texts = z.record(z.string(), text)

/** Nanoseconds in a millisecond: the API counts `ttl` in nanoseconds. */
const nanoseconds = 1_000_000

/** 0 means the default, as on every server of this API; less, or a fraction, means nothing. */
function figure(standard: number) {
  return z
    .number()
    .int()
    .nonnegative()
    .optional()
    .transform((value) => (value === undefined || value === 0 ? standard : value))
}

export const tokenBody = z.object({ user_id: z.string().min(1), role: z.string().default('user') })

export const refreshBody = z.object({ refresh_token: z.string().min(1) })

export const sessionBody = z
  .object({
    image: text.optional(),
    cpu_count: figure(2),
    memory_mb: figure(2048),
    ttl: figure(lifeLimits.defaultMs * nanoseconds),
    metadata: texts.nullish(),
  })
  .transform((body) => ({
    image: body.image === undefined || body.image === '' ? 'python:3.11-slim' : body.image,
    cpuCount: body.cpu_count,
    memoryMb: body.memory_mb,
    lifeMs: Math.floor(body.ttl / nanoseconds),
    metadata: body.metadata ?? {},
  }))

export const bindBody = z.object({ sandbox_id: z.string().default('') })
export const releaseBody = z.object({ sandbox_id: z.string().min(1) })

/**
 * `network: false`, or a session whose metadata say so: the sandbox is made without. `tie: false`: it is not tied to a session by a
 * guess, since its client binds by itself. Other servers ignore the body.
 */
export const acquireBody = z.object({
  network: z.boolean().optional(),
  session_id: z.string().optional(),
  tie: z.boolean().default(true),
})

export const executeBody = z
  .object({
    sandbox_id: z.string({ error: 'sandbox_id is required' }).min(1, 'sandbox_id is required'),
    command: z.array(text).nullish(),
    code: text.nullish(),
    language: z.string().nullish(),
    work_dir: text.refine((value) => value === '' || value.startsWith('/'), 'must be an absolute path').nullish(),
    env: z
      .record(
        z.string().refine((name) => name !== '' && !/[=\0]/.test(name), 'holds a name that no variable can have'),
        text.refine((value) => !value.includes('\0'), 'holds a NUL character'),
      )
      .nullish(),
    timeout: z.number().int().nullish(),
  })
  .transform((body) => ({
    sandboxId: body.sandbox_id,
    command: body.command ?? [],
    code: body.code ?? '',
    language: body.language ?? '',
    workDir: body.work_dir ?? '',
    env: body.env ?? {},
    timeout: body.timeout ?? 0,
  }))

const path = text.refine((value) => !value.includes('\0'), 'holds a NUL character')

export const writeBody = z.object({
  sandbox_id: z.string().min(1),
  path: path.min(1, 'path is required'),
  content: text.default(''),
})

export const listQuery = z.object({
  sandbox_id: z.string({ error: 'sandbox_id is required' }).min(1, 'sandbox_id is required'),
  path: path.optional().transform((value) => (value === undefined || value === '' ? '/workspace' : value)),
})

export const deleteQuery = z.object({
  sandbox_id: z.string({ error: 'sandbox_id is required' }).min(1, 'sandbox_id is required'),
  path: path.min(1, 'path is required'),
})

/** @throws RequestError 400 that names the field and what is wrong with it. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  const words = issue?.message ?? 'Invalid request body'
  throw new RequestError(400, field === '' || words.includes(field) ? words : `${field}: ${words}`)
}
