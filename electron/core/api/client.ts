import { AppError, fail, isAppError } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { Endpoint } from './connection-pool.ts'
import { Lanes } from './lanes.ts'
import { TokenKeeper } from './token-keeper.ts'
import type { ApiRequest, TrafficObserver } from './transport.ts'
import { Transport } from './transport.ts'
import type { ExecResult, Health, PoolStats } from './wire.ts'
import { parseAnswer, wire } from './wire.ts'

/** Who we are to a server. There is no password: whoever names a user is that user (API note 2). */
export interface Credentials {
  readonly userId: string
  /** `owner` sees the sessions of all users; only the local server grants it, on its socket alone. */
  readonly role: 'user' | 'owner'
}

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
const maxExecSeconds = 290

interface CallOptions {
  readonly signal?: AbortSignal
}

const second = 1000
const megabyte = 1024 * 1024

/** A program's output may be 10 MiB twice, and control characters are six bytes each in JSON (API note 4.5). */
const maxExecAnswer = 128 * megabyte

/** One server as one user: one method for each endpoint. Everything rejects with `AppError` alone. */
export class SandboxApi {
  readonly #transport: Transport
  readonly #tokens: TokenKeeper
  readonly #credentials: Credentials
  /** Short helper programs; a server does ten to twenty a second in all, however many are sent (API note 4.6). */
  readonly #short = new Lanes(4)

  constructor(endpoint: Endpoint, credentials: Credentials, observer: TrafficObserver) {
    this.#credentials = credentials
    this.#transport = new Transport(endpoint, observer)
    this.#tokens = new TokenKeeper(async () => await this.#askForToken())
  }

  async close(): Promise<void> {
    await this.#transport.close()
  }

  /** Says only that the gateway lives; a server with extensions tells of them. */
  async health(options: CallOptions = {}): Promise<Health> {
    const request = { method: 'GET', path: '/health', subject: 'health', safe: true, anonymous: true } as const
    const answer = await this.#transport.send({ ...request, deadlineMs: 8 * second, ...options }, undefined)
    return parseAnswer(wire.health, answer.text)
  }

  /** Makes sure that the server gives us a token: `auth` when it does not. */
  async signIn(): Promise<void> {
    await this.#tokens.get()
  }

  async createSession(session: SessionRequest): Promise<ServerSession> {
    const body = {
      image: session.image,
      cpu_count: session.cpuCount,
      memory_mb: session.memoryMb,
      // Nanoseconds: beyond 2^53 for more than 104 days, and 168 hours are the most.
      ttl: Math.round(session.ttlMs) * 1_000_000,
      metadata: session.metadata,
    }
    const text = await this.#call({ ...post('/sessions', body), subject: 'sessions', deadlineMs: 20 * second })
    return parseAnswer(wire.session, text)
  }

  async listSessions(options: CallOptions = {}): Promise<readonly ServerSession[]> {
    const request = { method: 'GET', path: api('/sessions'), subject: 'sessions', safe: true } as const
    const text = await this.#call({ ...request, deadlineMs: 20 * second, maxBytes: 64 * megabyte, ...options })
    return parseAnswer(wire.sessionList, text)
  }

  /** `gone` when the server answers and does not know it, or it has expired. */
  async getSession(id: string): Promise<ServerSession> {
    const request = { method: 'GET', path: sessionPath(id), subject: 'session', safe: true } as const
    const text = await this.#ofSession(id, { ...request, deadlineMs: 15 * second })
    return parseAnswer(wire.session, text)
  }

  /** A success also when it did not exist. Releases no sandbox. */
  async deleteSession(id: string): Promise<void> {
    await this.#call({
      method: 'DELETE',
      path: sessionPath(id),
      subject: 'session',
      safe: false,
      deadlineMs: 40 * second,
    })
  }

  /** A 5xx or a broken connection says nothing: read the session afterwards (API note 5.9). */
  async pauseSession(id: string): Promise<ServerSession> {
    const text = await this.#ofSession(id, {
      ...post(sessionPath(id, '/pause')),
      subject: 'session',
      deadlineMs: 45 * second,
    })
    return parseAnswer(wire.session, text)
  }

  /** As for pause. Acquires and restores nothing. */
  async resumeSession(id: string): Promise<ServerSession> {
    const text = await this.#ofSession(id, {
      ...post(sessionPath(id, '/resume')),
      subject: 'session',
      deadlineMs: 45 * second,
    })
    return parseAnswer(wire.session, text)
  }

  /** Nothing is checked by a plain server: it takes any id. */
  async bindSandbox(id: string, sandboxId: string): Promise<void> {
    const request = post(sessionPath(id, '/bind'), { sandbox_id: sandboxId })
    await this.#ofSession(id, { ...request, subject: 'session', deadlineMs: 45 * second })
  }

  async unbindSandbox(id: string): Promise<void> {
    const request = { method: 'DELETE', path: sessionPath(id, '/bind'), subject: 'session', safe: false } as const
    await this.#ofSession(id, { ...request, deadlineMs: 45 * second })
  }

  /**
   * A sandbox out of the pool, which may be a dead one (API note 5.6).
   * @param network false asks for one without; a plain server ignores that, so it has to be looked at
   */
  async acquireSandbox({ network }: { readonly network: boolean }): Promise<{ readonly sandboxId: string }> {
    const request = post(api('/sandbox/acquire'), network ? undefined : { network: false })
    const text = await this.#call({ ...request, subject: 'pool', deadlineMs: 60 * second })
    return parseAnswer(wire.sandbox, text)
  }

  /** It goes back to the pool as it is: end its processes and empty it before (API note 5.5). */
  async releaseSandbox(sandboxId: string): Promise<void> {
    const request = post(api('/sandbox/release'), { sandbox_id: sandboxId })
    await this.#call({ ...request, subject: 'pool', deadlineMs: 30 * second })
  }

  async stats(options: CallOptions = {}): Promise<PoolStats> {
    const request = { method: 'GET', path: api('/sandbox/stats'), subject: 'pool', safe: true } as const
    const text = await this.#call({ ...request, deadlineMs: 10 * second, ...options })
    return parseAnswer(wire.stats, text)
  }

  /**
   * Runs a program to its end, or to its limit. `gone`: no such sandbox. `outcome-unknown`: it may have run, or run on.
   * Closing the request stops nothing on the server.
   */
  async execute(request: ExecRequest, options: CallOptions = {}): Promise<ExecResult> {
    const timeout = Math.min(Math.max(1, Math.ceil(request.timeout)), maxExecSeconds)
    const body = {
      sandbox_id: request.sandboxId,
      timeout,
      ...(request.command === undefined ? {} : { command: request.command }),
      ...(request.code === undefined ? {} : { code: request.code }),
      ...(request.language === undefined ? {} : { language: request.language }),
      ...(request.workDir === undefined ? {} : { work_dir: request.workDir }),
      ...(request.env === undefined ? {} : { env: request.env }),
    }
    const text = await this.#call({
      ...post(api('/execute'), body),
      subject: 'execute',
      deadlineMs: (timeout + 10) * second,
      maxBytes: maxExecAnswer,
      ...options,
    })
    return parseAnswer(wire.execResult, text)
  }

  /** A short helper program of ours: waits for its turn, so that what a person runs is not held up by many of them. */
  async executeShort(request: ExecRequest, options: CallOptions = {}): Promise<ExecResult> {
    return await this.#short.run(async () => await this.execute(request, options))
  }

  async #askForToken() {
    const { userId, role } = this.#credentials
    const request = post(api('/auth/token'), { user_id: userId, role })
    const answer = await this.#transport.send(
      // Asking for a second token changes nothing.
      { ...request, subject: 'token', safe: true, anonymous: true, deadlineMs: 15 * second },
      undefined,
    )
    return parseAnswer(wire.token, answer.text)
  }

  /** With a token; a refused one is renewed once. */
  async #call(request: ApiRequest): Promise<string> {
    const token = await this.#tokens.get()
    try {
      return (await this.#transport.send(request, token)).text
    } catch (error) {
      // A request that was refused for its token was not carried out, so any may be repeated.
      if (!isAppError(error, 'auth')) throw error
      this.#tokens.refused(token)
    }
    return (await this.#transport.send(request, await this.#tokens.get())).text
  }

  /** A 502 is a service that is down, or a session that is not known: the list tells (API note 5.3). */
  async #ofSession(id: string, request: ApiRequest): Promise<string> {
    try {
      return await this.#call(request)
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 502) throw error
      const listed = await this.listSessions().catch(() => undefined)
      if (listed && !listed.some((session) => session.id === id))
        throw fail('gone', 'The session is not on the server any more.', { cause: error })
      throw error
    }
  }
}

function api(path: string): string {
  return `/api/v1${path}`
}

function sessionPath(id: string, rest = ''): string {
  return `${api('/sessions/')}${encodeURIComponent(id)}${rest}`
}

function post(path: string, body?: unknown) {
  const full = path.startsWith('/api/') ? path : api(path)
  return {
    method: 'POST',
    path: full,
    safe: false,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  } as const
}
