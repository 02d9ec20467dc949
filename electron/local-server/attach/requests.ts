import { z } from 'zod'
import type { FrameHeader } from '../../../shared/supervisor/frame.ts'

/** A request that was understood: what the supervisor is asked. */
export interface AttachRequest {
  readonly id: number
  readonly op: string
  readonly fields: Readonly<Record<string, unknown>>
}

const process = z.number().int().positive()
const offset = z.number().int().nonnegative()
const text = z.string().max(1000)
const hold = z.number().int().nonnegative()
const cells = z.number().int().min(1).max(9999)
const size = { columns: cells, rows: cells }

/** For each operation the fields that are passed on; what else a request holds is dropped, as everywhere in this API. */
const operations = {
  start: z.object({
    command: z.array(z.string()).min(1),
    cwd: z.string().optional(),
    env: z.record(z.string(), z.string()).optional(),
    tty: z.object(size).optional(),
    input: z.boolean().optional(),
    name: text.optional(),
    key: text.optional(),
    hold: hold.optional(),
  }),
  follow: z.object({
    process,
    stdout: offset.optional(),
    stderr: offset.optional(),
    window: z.number().int().positive().optional(),
  }),
  ack: z.object({ stdout: offset.optional(), stderr: offset.optional() }),
  unfollow: z.object({ hold: hold.optional() }),
  input: z.object({ process, end: z.boolean().optional(), writer: text.optional(), offset: offset.optional() }),
  signal: z.object({ process, signal: z.number().int().min(0).max(64) }),
  resize: z.object({ process, ...size }),
  forget: z.object({ process }),
  processes: z.object({}),
  stats: z.object({}),
} as const

/** A request that is answered with an error. */
export interface RefusedRequest {
  readonly id: number
  readonly code: 'bad-request' | 'unknown-op'
  readonly words: string
}

/** @returns the request, or how it is refused, or undefined for what is no request at all. */
export function readRequest(header: FrameHeader): AttachRequest | RefusedRequest | undefined {
  const { id, op } = header
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0 || typeof op !== 'string') return undefined
  const schema = Object.hasOwn(operations, op) ? operations[op as keyof typeof operations] : undefined
  if (schema === undefined) return { id, code: 'unknown-op', words: 'There is no operation of this name' }
  const result = schema.safeParse(header)
  if (result.success) return { id, op, fields: result.data }
  const issue = result.error.issues[0]
  return { id, code: 'bad-request', words: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}` }
}
