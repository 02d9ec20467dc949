import { z } from 'zod'
import type { ServerFacts, SessionFigures } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { LocalProbe } from '../../../shared/domain/local-probe.ts'
import type { SandboxInfo, ServerSession } from '../../../shared/domain/session.ts'

/** What servers send, and what of it we take. Unknown fields are ignored; sources: API note, section 2. */

/** RFC 3339 with 0 to 9 fraction digits and any offset, as ms since 1970. */
const time = z.string().transform((text, context) => {
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|z|[+-]\d\d:?\d\d)$/.exec(text)
  // Not every engine reads more than three digits.
  const milliseconds = (match?.[3] ?? '').padEnd(3, '0').slice(0, 3)
  const offset = (match?.[4] ?? '').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()
  const parsed = match ? Date.parse(`${match[1]}T${match[2]}.${milliseconds}${offset}`) : Number.NaN
  if (!Number.isNaN(parsed)) return parsed
  context.addIssue({ code: 'custom', message: 'no time' })
  return z.NEVER
})

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)

/** Such as cannot change the path of a URL. */
const id = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,128}$/)
  .refine((value) => value !== '.' && value !== '..')

const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((all) =>
    Object.fromEntries(
      Object.entries(all ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  )

const session = z
  .object({
    id,
    user_id: z.string(),
    // Others are named by clients and never sent (API note 2).
    status: z.enum(['active', 'paused']),
    sandbox_id: optional(z.string().max(128)),
    image: z.string().default(''),
    cpu_count: z.number().default(0),
    memory_mb: z.number().default(0),
    workspace_url: optional(z.string()),
    created_at: time,
    updated_at: optional(time),
    last_active_at: optional(time),
    expires_at: time,
    paused_at: optional(time),
    metadata,
  })
  .transform(
    (sent): ServerSession => ({
      id: sent.id,
      userId: sent.user_id,
      status: sent.status,
      image: sent.image,
      cpuCount: sent.cpu_count,
      memoryMb: sent.memory_mb,
      createdAt: sent.created_at,
      updatedAt: sent.updated_at ?? sent.created_at,
      lastActiveAt: sent.last_active_at ?? sent.created_at,
      expiresAt: sent.expires_at,
      metadata: sent.metadata,
      ...(sent.sandbox_id ? { sandboxId: sent.sandbox_id } : {}),
      ...(sent.paused_at === undefined ? {} : { pausedAt: sent.paused_at }),
      ...(sent.workspace_url ? { workspaceUrl: sent.workspace_url } : {}),
    }),
  )

/** One line of a listing of the server's own, which is not to be believed (API note 6). */
export interface FileInfo {
  readonly name: string
  readonly path: string
  readonly size: number
  readonly isFolder: boolean
}

const fileList = z
  .object({
    files: optional(
      z.array(z.object({ name: z.string(), path: z.string(), size: z.number().catch(0), is_dir: z.boolean() })),
    ),
  })
  // An empty folder is null.
  .transform(({ files }): readonly FileInfo[] =>
    (files ?? []).map(({ name, path, size, is_dir }) => ({ name, path, size, isFolder: is_dir })),
  )

/** Each is read by itself: one that makes no sense does not take the others with it. */
const sessionList = z
  .object({ sessions: optional(z.array(z.unknown())) })
  .transform(({ sessions }): readonly unknown[] => sessions ?? [])

/** A session that has ended and is kept, as `kept/1` tells it. */
export interface KeptOnServer {
  readonly session: ServerSession
  readonly because: 'deleted' | 'expired'
  readonly endedAt: number
  readonly keptUntil: number
  /** What its files take on the server's disk, where it says so. */
  readonly bytes?: number
}

const kept = z.object({
  workspace_bytes: z.number().nullish().catch(undefined),
  ended_because: z.enum(['deleted', 'expired']),
  ended_at: time,
  kept_until: time,
})

const keptList = z.object({ sessions: z.array(z.unknown()) }).transform(({ sessions }) =>
  sessions.flatMap((sent): readonly KeptOnServer[] => {
    const [of, ends] = [session.safeParse(sent), kept.safeParse(sent)]
    if (!of.success || !ends.success) return []
    const { ended_because: because, ended_at: endedAt, kept_until: keptUntil, workspace_bytes: bytes } = ends.data
    return [{ session: of.data, because, endedAt, keptUntil, ...(typeof bytes === 'number' ? { bytes } : {}) }]
  }),
)

/** What is left of a session that makes no sense. */
const sessionId = z.object({ id }).transform((sent) => sent.id)

const token = z
  .object({
    access_token: z.string().min(1),
    // A string of seconds.
    expires_in: z.union([z.string(), z.number()]).nullish(),
  })
  .transform(({ access_token, expires_in }) => {
    const seconds = Number(expires_in ?? Number.NaN)
    return { token: access_token, lifetimeMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 86_400_000 }
  })

/** Shown and no more: what is no such text counts as left out. */
const shortText = z.string().max(200).nullish().catch(undefined)

const sandbox = z
  .object({
    sandbox_id: id,
    container_id: shortText,
    status: shortText,
    ip: shortText,
  })
  .transform(
    ({ sandbox_id, container_id, status, ip }): SandboxInfo => ({
      sandboxId: sandbox_id,
      ...(container_id ? { containerId: container_id } : {}),
      ...(status ? { status } : {}),
      ...(ip ? { ip } : {}),
    }),
  )

/** Sandboxes of a server. */
export interface PoolStats {
  readonly total: number
  readonly available: number
  readonly inUse: number
  /** Being made now, where it says so. */
  readonly creating?: number
  readonly max?: number
}

const count = z.number().nullish()

const stats = z
  .object({
    idle: count,
    active: count,
    creating: count,
    max: count,
    total: count,
    available: count,
    in_use: count,
  })
  .transform((sent): PoolStats => {
    const idle = sent.idle ?? sent.available ?? 0
    const active = sent.active ?? sent.in_use ?? 0
    return {
      total: sent.total ?? idle + active + (sent.creating ?? 0),
      available: sent.available ?? idle,
      inUse: sent.in_use ?? active,
      ...(typeof sent.creating === 'number' ? { creating: sent.creating } : {}),
      ...(typeof sent.max === 'number' ? { max: sent.max } : {}),
    }
  })

/** What an execute answered, before it is believed (`facts-of.ts`). */
export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
  readonly timedOut: boolean
  /** The server's own words: nothing was run to its end. */
  readonly error?: string
  /** An extension: the output was cut, and the exit code is the true one all the same. */
  readonly truncated: boolean
  /** An extension: the limit of the sandbox, or of the run, that ended the program with its whole group. */
  readonly killedBy?: 'memory' | 'disk' | 'time'
}

const execResult = z
  .object({
    exit_code: z.number(),
    stdout: z.string().nullish(),
    stderr: z.string().nullish(),
    duration_ms: z.number().nullish(),
    timed_out: z.boolean().nullish(),
    error: z.string().nullish(),
    truncated: z.boolean().nullish(),
    killed_by: z.enum(['memory', 'disk', 'time']).nullish().catch(undefined),
  })
  .transform(
    (sent): ExecResult => ({
      exitCode: sent.exit_code,
      stdout: sent.stdout ?? '',
      stderr: sent.stderr ?? '',
      durationMs: sent.duration_ms ?? 0,
      timedOut: sent.timed_out ?? false,
      truncated: sent.truncated ?? false,
      ...(sent.error ? { error: sent.error } : {}),
      ...(sent.killed_by ? { killedBy: sent.killed_by } : {}),
    }),
  )

const words = z.array(z.string()).catch([])

/** What `/health` tells: little on a plain server. */
export interface Health {
  readonly facts: ServerFacts
  /** The local server's own probe sandbox. */
  readonly probe?: LocalProbe
}

const probe = z.object({
  status: z.literal('ready'),
  isolation: z.string(),
  languages: z.array(z.string()),
  limits: z.enum(['cgroup-v2', 'cgroup-v1', 'per-process']),
  limitsNote: z.string().exactOptional(),
})

const positive = z.number().positive().nullish().catch(undefined)

/** What is told in a form that is not known is not told. */
const figures = z
  .object({ cpu_count: positive, memory_mb: positive, ttl_hours: positive })
  .transform(
    ({ cpu_count, memory_mb, ttl_hours }): SessionFigures => ({
      ...(cpu_count ? { cpuCount: cpu_count } : {}),
      ...(memory_mb ? { memoryMb: memory_mb } : {}),
      ...(ttl_hours ? { ttlHours: ttl_hours } : {}),
    }),
  )
  .nullish()
  .catch(undefined)

const health = z
  .object({
    status: z.string(),
    version: z.string().nullish().catch(undefined),
    runtime: z.string().nullish().catch(undefined),
    extensions: words,
    keeps: words,
    kept_days: positive,
    limits: z.object({ session: figures, computer: figures }).nullish().catch(undefined),
    probe: probe.nullish().catch(undefined),
  })
  .transform(
    (sent): Health => ({
      facts: {
        extensions: sent.extensions,
        keeps: sent.keeps,
        ...(sent.kept_days && sent.extensions.includes('kept/1') ? { keptDays: sent.kept_days } : {}),
        ...(sent.limits?.session ? { most: sent.limits.session } : {}),
        ...(sent.limits?.computer ? { computer: sent.limits.computer } : {}),
        ...(sent.version ? { version: sent.version } : {}),
        ...(sent.runtime ? { runtime: sent.runtime } : {}),
      },
      ...(sent.probe ? { probe: sent.probe } : {}),
    }),
  )

/** The answer of a call that has none to give. */
const done = z
  .object({ success: z.boolean().optional() })
  .refine(({ success }) => success !== false, 'says that it was not done')
  .transform(() => undefined)

/** Parsers of answers. */
export const wire = {
  session,
  sessionId,
  sessionList,
  keptList,
  fileList,
  token,
  sandbox,
  stats,
  execResult,
  health,
  done,
} as const

/** The answer as this form. Throws `server` when it is none: then something else than a Cloud Sandbox server answers. */
export function parseAnswer<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw fail('server', 'The server answered with something that is no JSON.', { cause, reason: 'not-a-server' })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // The cause names fields, not their values.
  throw fail('server', 'The answer of the server is not of the form that Cloud Sandbox servers have.', {
    reason: 'not-a-server',
    cause: new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')),
  })
}
