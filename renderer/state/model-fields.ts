import type { Connection, ConnectionFigures, PoolFigures } from '../../shared/domain/connection.ts'
import type { Run, RunFacts } from '../../shared/domain/run.ts'
import type { SandboxInfo, ServerSession } from '../../shared/domain/session.ts'

/** What a field is called in the window, and what it means: with its name in the API, and with what it does not mean. */
export interface FieldWords {
  readonly name: string
  readonly meaning: string
}

/** Fields that the details of sessions show. The compiler asks for a line for each field of the model. */
export const sessionFields = {
  id: {
    name: 'Id',
    meaning: 'id: names the session everywhere. Who knows it can use it on servers without owners',
  },
  userId: { name: 'Owner', meaning: 'user_id: the user whose token made it' },
  status: { name: 'State', meaning: 'status: active or paused, as the server said it last' },
  sandboxId: { name: 'Sandbox', meaning: 'sandbox_id: the machine it is bound to now. A paused session has none' },
  image: { name: 'Image', meaning: 'image: kept as it was asked for. Servers run their own one' },
  cpuCount: { name: 'Processors', meaning: 'cpu_count: kept as it was asked for. Not every server applies it' },
  memoryMb: { name: 'Memory', meaning: 'memory_mb: kept as it was asked for. Not every server applies it' },
  createdAt: { name: 'Made', meaning: 'created_at: when the server made it' },
  updatedAt: { name: 'Changed', meaning: 'updated_at: when its state, its sandbox or its words changed last' },
  lastActiveAt: {
    name: 'Used',
    meaning: 'last_active_at: when it was used last. Some servers tell it late, or count little as a use',
  },
  expiresAt: {
    name: 'Ends',
    meaning: 'expires_at: its time is over then, also while it is paused. A resume sets it anew',
  },
  pausedAt: { name: 'Paused', meaning: 'paused_at: when it was paused, for as long as it is' },
  workspaceUrl: {
    name: 'Archive there',
    meaning: 'workspace_url: the server says that it saved the files. It gives them back to nobody, and may be empty',
  },
  metadata: { name: 'Metadata', meaning: 'metadata: words that were given with the session. Some servers forget them' },
} as const satisfies Record<keyof ServerSession, FieldWords>

/** Of the sandbox of a session. What a server said when it gave it out is told once, to whoever acquired it. */
export const sandboxFields = {
  sandboxId: sessionFields.sandboxId,
  containerId: { name: 'Container', meaning: 'container_id: what runs it on the server. Told when it was acquired' },
  status: { name: 'Sandbox state', meaning: 'status of the sandbox: as it was when it was acquired, not as it is now' },
  ip: {
    name: 'Sandbox address',
    meaning: 'ip: its address within the network of the server. Told when it was acquired',
  },
} as const satisfies Record<keyof SandboxInfo, FieldWords>

/** Of what an execute answered. */
export const resultFields = {
  exitCode: {
    name: 'Exit',
    meaning:
      'exit_code: shown only where it is known to be true. Beside a limit or a cut a server says a 0 of no meaning',
  },
  signal: { name: 'Signal', meaning: 'From the exit code, 128 and the number: what ended the program' },
  killedBy: {
    name: 'Ended by',
    meaning: 'timed_out and killed_by: who or what ended it before its own end',
  },
  stillRunning: { name: 'Runs on', meaning: 'timed_out of a server that does not end what it stops waiting for' },
  durationMs: {
    name: 'Took there',
    meaning: 'duration_ms: by the clock of the server, without the way there and back',
  },
  output: { name: 'Output', meaning: 'stdout and stderr: whether all of it is here, or how much is not' },
  error: { name: 'Error', meaning: 'error: why it was never started, or not followed to its end' },
} as const satisfies Record<keyof RunFacts, FieldWords>

type RunField = 'title' | 'language' | 'startedAt' | 'limit' | 'stdoutBytes' | 'stderrBytes'

/** Of a run, beside what came of it. */
export const runFields = {
  title: { name: 'Command', meaning: 'command, or the document whose code ran' },
  language: { name: 'Runs as', meaning: 'language: what the code is given to' },
  startedAt: { name: 'Started', meaning: 'By the clock of this computer' },
  limit: { name: 'Limit', meaning: 'timeout: after so long it is ended, or the server stops waiting for it' },
  stdoutBytes: { name: 'stdout', meaning: 'stdout: bytes of standard output so far' },
  stderrBytes: {
    name: 'stderr',
    meaning: 'stderr: bytes of standard error so far. Its order beside stdout is not known',
  },
} as const satisfies Record<RunField & keyof Run, FieldWords>

/** Of the pool of a server. */
export const poolFields = {
  inUse: { name: 'In use', meaning: 'in_use or active: sandboxes that somebody acquired, of all users' },
  available: { name: 'Available', meaning: 'available or idle: kept warm, to be had at once' },
  creating: { name: 'Being made', meaning: 'creating: sandboxes that are being started now' },
  total: { name: 'In all', meaning: 'total: in use, available and being made' },
  max: { name: 'At most', meaning: 'max: when so many are in use nobody gets one' },
} as const satisfies Record<keyof PoolFigures, FieldWords>

type ShownConnection = 'address' | 'userId' | 'role' | 'token' | 'proxy' | 'ca' | 'status' | 'lastAnswerAt' | 'skew'

/** Of a connection. */
export const connectionFields = {
  address: { name: 'Address', meaning: 'base_url: where its API is' },
  userId: { name: 'User', meaning: 'user_id: the user whose sessions are listed' },
  role: { name: 'Role', meaning: 'role: asked for with each token' },
  token: { name: 'Token', meaning: 'How its token is got. The token itself never reaches this window' },
  proxy: { name: 'Proxy', meaning: 'The HTTP proxy that it is reached through' },
  ca: { name: 'Certificates', meaning: 'Authorities that are accepted beside the well-known ones' },
  status: { name: 'State', meaning: 'By its last answer' },
  lastAnswerAt: { name: 'Last answer', meaning: 'When it last answered anything' },
  skew: { name: 'Clock', meaning: 'By the dates of its answers. Times of sessions are corrected by it' },
} as const satisfies Record<ShownConnection & keyof Connection, FieldWords>

/** Of what was asked of it. */
export const figureFields = {
  answers: {
    name: 'Answers',
    meaning:
      'To all requests since the application started. Servers take 200 on one connection: it is changed every 150 of them',
  },
} as const satisfies Record<Exclude<keyof ConnectionFigures, 'pool'>, FieldWords>
