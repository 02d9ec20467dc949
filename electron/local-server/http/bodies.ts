import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { RequestError } from '../errors.ts'
import { outputLimits, timeLimits } from '../sandboxes/execute.ts'
import { lifeLimits } from '../sessions/life-limits.ts'

const isWhole = (value: string) => !/\p{Surrogate}/u.test(value)
const withoutNul = (value: string) => !value.includes('\0')

/** A text that must be there and not empty, in the API's own words. */
const required = (name: string) => z.string({ error: `${name} is required` }).min(1, `${name} is required`)

/** Well-formed: half a character (an unpaired surrogate) would reach the disk as something else, in silence. */
const text = z.string().refine(isWhole, 'holds half a character')

/** Nanoseconds in a millisecond: the API counts `ttl` in nanoseconds. */
const nanoseconds = 1_000_000

/**
 * A whole number. 0 and null mean the default, as on every server of this API; less, a fraction, or a figure that cannot be meant
 * is refused with words.
 */
function figure({ standard, least, most, unit }: Figure) {
  const words = (bound: string, value: number) => `must be ${bound} ${value} ${unit}, or 0 for the default`
  return z
    .number()
    .refine(Number.isInteger, 'must be a whole number')
    .refine((value) => value === 0 || value >= least, words('at least', least))
    .refine((value) => value <= most, words('at most', most))
    .nullish()
    .transform((value) => (value === undefined || value === null || value === 0 ? standard : value))
}

interface Figure {
  readonly standard: number
  readonly least: number
  readonly most: number
  readonly unit: string
}

/** Bounds of what a request may ask for. Beyond them it is a slip, such as a time in seconds where nanoseconds count. */
const figures = {
  cpus: { standard: 2, least: 1, most: 1024, unit: 'processors' },
  memory: { standard: 2048, least: 64, most: 1024 * 1024, unit: 'megabytes' },
  // More than a week becomes a week; the end is that of the API's 64 bits.
  life: { standard: lifeLimits.defaultMs * nanoseconds, least: nanoseconds, most: 2 ** 63, unit: 'nanoseconds' },
  time: { standard: timeLimits.default, least: 1, most: timeLimits.most, unit: 'seconds' },
  output: { standard: outputLimits.default, least: 1, most: outputLimits.most, unit: 'bytes' },
} satisfies Record<string, Figure>

/** The most that a session may ask for, as `/health` tells it: a client says so before it asks. */
export const mostOfSession = {
  cpu_count: figures.cpus.most,
  memory_mb: figures.memory.most,
  ttl_hours: lifeLimits.mostMs / 3_600_000,
} as const

/** Names, labels and what else clients note; far more than that belongs into files. */
const metadataBytes = 64 * 1024

const metadata = z
  .record(z.string(), text)
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= metadataBytes,
    `must be at most ${metadataBytes} bytes`,
  )

export const tokenBody = z.object({ user_id: text.min(1).max(256), role: z.string().max(64).default('user') })
export const refreshBody = z.object({ refresh_token: z.string().min(1) })

export const sessionBody = z
  .object({
    image: text.max(1024).nullish(),
    cpu_count: figure(figures.cpus),
    memory_mb: figure(figures.memory),
    ttl: figure(figures.life),
    metadata: metadata.nullish(),
  })
  .transform((body) => ({
    image: body.image || 'python:3.11-slim',
    cpuCount: body.cpu_count,
    memoryMb: body.memory_mb,
    lifeMs: Math.floor(body.ttl / nanoseconds),
    metadata: body.metadata ?? {},
  }))

/** How long a session that comes back is to live, as for a new one. */
export const restoreBody = z
  .object({ ttl: figure(figures.life) })
  .transform(({ ttl }) => ({ lifeMs: Math.floor(ttl / nanoseconds) }))

/** `keep=false`: the files of a session that is deleted are not kept. */
export const deleteSessionQuery = z
  .object({ keep: z.enum(['true', 'false']).default('true') })
  .transform(({ keep }) => ({ keep: keep === 'true' }))

export const bindBody = z.object({ sandbox_id: z.string().default('') })
export const releaseBody = z.object({ sandbox_id: required('sandbox_id') })

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
    sandbox_id: required('sandbox_id'),
    command: z.array(text).nullish(),
    code: text.nullish(),
    language: z.string().nullish(),
    work_dir: text.refine((value) => value === '' || value.startsWith('/'), 'must be an absolute path').nullish(),
    env: z
      .record(
        z.string().refine((name) => name !== '' && !/[=\0]/.test(name), 'holds a name that no variable can have'),
        text.refine(withoutNul, 'holds a NUL character'),
      )
      .nullish(),
    timeout: figure(figures.time),
    output_bytes: figure(figures.output),
  })
  .transform((body) => ({
    sandboxId: body.sandbox_id,
    command: body.command ?? [],
    code: body.code ?? '',
    language: body.language ?? '',
    workDir: body.work_dir ?? '',
    env: body.env ?? {},
    timeout: body.timeout,
    outputBytes: body.output_bytes,
  }))

const path = required('path').refine(isWhole, 'holds half a character').refine(withoutNul, 'holds a NUL character')

export const writeBody = z.object({ sandbox_id: required('sandbox_id'), path, content: text.default('') })

export const listQuery = z.object({
  sandbox_id: required('sandbox_id'),
  path: z.preprocess((value) => (value === undefined || value === '' ? '/workspace' : value), path),
})

export const deleteQuery = z.object({ sandbox_id: required('sandbox_id'), path })

/** @throws RequestError 400 that names the field and what is wrong with it. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  const words = issue?.message ?? 'Invalid request body'
  throw new RequestError(400, field === '' || words.includes(field) ? words : `${field}: ${words}`)
}
