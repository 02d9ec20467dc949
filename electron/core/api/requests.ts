import type { ApiRequest } from './transport.ts'

/** A session that is to be made, as the server takes it. */
export interface SessionRequest {
  readonly image: string
  readonly cpuCount: number
  readonly memoryMb: number
  readonly ttlMs: number
  readonly metadata: Readonly<Record<string, string>>
}

/** A program to run in a sandbox: a `command`, or `code` in a `language`. */
export interface ExecRequest {
  readonly sandboxId: string
  readonly command?: readonly string[]
  readonly code?: string
  readonly language?: string
  /** Absolute. */
  readonly workDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** Seconds, at most `maxExecSeconds`. */
  readonly timeout: number
}

/** At 300 s the gateway closes the socket without an answer (API note 3.4). */
export const maxExecSeconds = 290
/** Ours lies above the server's, so that it is the server that says how it ended. */
const aboveLimitSeconds = 10

const second = 1000
const megabyte = 1024 * 1024

/** A program's output may be 10 MiB twice, and control characters are six bytes each in JSON (API note 4.5). */
const maxExecAnswer = 128 * megabyte

/** Every request that this client makes: what goes out, what it is about, and how long is waited for its answer. */
export const requests = {
  health: (): ApiRequest => ({ ...get('/health', 'health', 8), anonymous: true }),

  // Asking for a second token changes nothing.
  token: (userId: string, role: string): ApiRequest => ({
    ...post(api('/auth/token'), 'token', 15, { user_id: userId, role }),
    safe: true,
    anonymous: true,
  }),

  createSession: ({ image, cpuCount, memoryMb, ttlMs, metadata }: SessionRequest): ApiRequest =>
    post(api('/sessions'), 'sessions', 20, {
      image,
      cpu_count: cpuCount,
      memory_mb: memoryMb,
      // Nanoseconds: beyond 2^53 for more than 104 days, and 168 hours are the most.
      ttl: Math.round(ttlMs) * 1_000_000,
      metadata,
    }),
  listSessions: (): ApiRequest => ({ ...get(api('/sessions'), 'sessions', 20), maxBytes: 64 * megabyte }),
  getSession: (id: string): ApiRequest => get(ofSession(id), 'session', 15),
  deleteSession: (id: string): ApiRequest => remove(ofSession(id), 'session', 40),
  // Of `kept/1`. Forgetting twice is forgetting once.
  deleteSessionForGood: (id: string): ApiRequest => remove(`${ofSession(id)}?keep=false`, 'session', 40),
  keptSessions: (): ApiRequest => ({ ...get(api('/kept-sessions'), 'sessions', 20), maxBytes: 16 * megabyte }),
  restoreSession: (id: string, ttlMs: number | undefined): ApiRequest =>
    post(ofKept(id, '/restore'), 'session', 30, ttlMs === undefined ? {} : { ttl: Math.round(ttlMs) * 1_000_000 }),
  forgetSession: (id: string): ApiRequest => ({ ...remove(ofKept(id), 'session', 40), safe: true }),

  pauseSession: (id: string): ApiRequest => post(ofSession(id, '/pause'), 'session', 45),
  resumeSession: (id: string): ApiRequest => post(ofSession(id, '/resume'), 'session', 45),
  touchSession: (id: string): ApiRequest => post(ofSession(id, '/touch'), 'session', 15),
  bindSandbox: (id: string, sandboxId: string): ApiRequest =>
    post(ofSession(id, '/bind'), 'session', 45, { sandbox_id: sandboxId }),
  unbindSandbox: (id: string): ApiRequest => remove(ofSession(id, '/bind'), 'session', 45),

  // We bind by ourselves: the local server is not to guess for which session it is. Others ignore the body.
  acquireSandbox: (network: boolean): ApiRequest =>
    post(api('/sandbox/acquire'), 'acquire', 60, { tie: false, ...(network ? {} : { network }) }),
  releaseSandbox: (sandboxId: string): ApiRequest =>
    post(api('/sandbox/release'), 'pool', 30, { sandbox_id: sandboxId }),
  sandboxStats: (): ApiRequest => get(api('/sandbox/stats'), 'pool', 10),

  execute: ({ sandboxId, command, code, language, workDir, env, timeout: wanted }: ExecRequest): ApiRequest => {
    // Whole seconds: a fraction is a 400, and 0 means 300.
    const timeout = Math.min(Math.max(1, Math.ceil(wanted)), maxExecSeconds)
    const body = {
      sandbox_id: sandboxId,
      timeout,
      ...(command === undefined ? {} : { command }),
      ...(code === undefined ? {} : { code }),
      ...(language === undefined ? {} : { language }),
      ...(workDir === undefined ? {} : { work_dir: workDir }),
      ...(env === undefined ? {} : { env }),
    }
    return {
      ...post(api('/execute'), 'execute', timeout + aboveLimitSeconds, body),
      maxBytes: maxExecAnswer,
      uses: sandboxId,
    }
  },

  listFiles: (sandboxId: string, path: string): ApiRequest => ({
    ...get(files(sandboxId, path), 'files', 30),
    maxBytes: 32 * megabyte,
    uses: sandboxId,
  }),
  writeFile: (sandboxId: string, path: string, content: string): ApiRequest => ({
    ...put(api('/files'), 'files', 40, { sandbox_id: sandboxId, path, content }),
    uses: sandboxId,
  }),
  deleteFile: (sandboxId: string, path: string): ApiRequest => ({
    ...remove(files(sandboxId, path), 'files', 40),
    uses: sandboxId,
  }),

  // The local server's own, on its private socket. Asked again they say the same.
  programs: (): ApiRequest => get('/local/programs', 'health', 15),
  openToPrograms: (port: number): ApiRequest => ({ ...put('/local/programs', 'health', 15, { port }), safe: true }),
  closeToPrograms: (): ApiRequest => ({ ...remove('/local/programs', 'health', 15), safe: true }),
} as const

function api(path: string): string {
  return `/api/v1${path}`
}

function ofSession(id: string, rest = ''): string {
  return `${api('/sessions/')}${encodeURIComponent(id)}${rest}`
}

function ofKept(id: string, rest = ''): string {
  return `${api('/kept-sessions/')}${encodeURIComponent(id)}${rest}`
}

function files(sandboxId: string, path: string): string {
  return `${api('/files')}?sandbox_id=${encodeURIComponent(sandboxId)}&path=${encodeURIComponent(path)}`
}

function get(path: string, subject: ApiRequest['subject'], seconds: number): ApiRequest {
  return { method: 'GET', path, subject, safe: true, deadlineMs: seconds * second }
}

function remove(path: string, subject: ApiRequest['subject'], seconds: number): ApiRequest {
  return { method: 'DELETE', path, subject, safe: false, deadlineMs: seconds * second }
}

function post(path: string, subject: ApiRequest['subject'], seconds: number, body?: unknown): ApiRequest {
  const text = body === undefined ? {} : { body: JSON.stringify(body) }
  return { method: 'POST', path, subject, safe: false, deadlineMs: seconds * second, ...text }
}

function put(path: string, subject: ApiRequest['subject'], seconds: number, body: unknown): ApiRequest {
  return { ...post(path, subject, seconds, body), method: 'PUT' }
}
