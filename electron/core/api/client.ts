import type { SandboxInfo, ServerSession } from '../../../shared/domain/session.ts'
import { steadyNow } from '../steady-now.ts'
import type { Endpoint } from './connection-pool.ts'
import type { Credentials, TokenFacts } from './credentials.ts'
import { factsOfToken } from './credentials.ts'
import { checkDeletable, checkFileContent, checkFilePath } from './file-limits.ts'
import { Lanes } from './lanes.ts'
import { ProgramsApi } from './programs-api.ts'
import type { ExecRequest, SessionRequest } from './requests.ts'
import { requests } from './requests.ts'
import { SessionsApi } from './sessions-api.ts'
import type { CallOptions } from './signed-calls.ts'
import { SignedCalls } from './signed-calls.ts'
import { TokenKeeper } from './token-keeper.ts'
import type { TrafficObserver } from './transport.ts'
import { Transport } from './transport.ts'
import { untilAborted } from './until-aborted.ts'
import type { ExecResult, FileInfo, Health, KeptOnServer, PoolStats } from './wire.ts'
import { parseAnswer, wire } from './wire.ts'

export type { CallOptions, Credentials, ExecRequest, SessionRequest, TokenFacts }

/** What `SandboxApi` may be given beside what it needs. */
export interface SandboxApiOptions {
  /** ms, a clock that never goes back. */
  readonly now?: () => number
  /** ms, the server's clock. */
  readonly serverNow?: () => number
}

/**
 * One server as one user: one method for each endpoint, named as in the Python SDK. Everything rejects with `AppError`
 * alone; which codes every call can have: `offline` (never reached the server), `timeout` (a question without an answer),
 * `outcome-unknown` (a change without one), `auth`, `rate-limited`, `unavailable`, `server`, `cancelled`. Others are said
 * where they occur. Nothing that changes something is sent twice, but what the server certainly did not carry out.
 */
export class SandboxApi {
  /** An extension of the local server. */
  readonly programs: ProgramsApi
  readonly #transport: Transport
  readonly #tokens: TokenKeeper
  readonly #calls: SignedCalls
  readonly #sessions: SessionsApi
  /** Short helper programs; a server does ten to twenty a second in all, however many are sent (API note 4.6). */
  readonly #short = new Lanes(4)

  constructor(
    endpoint: Endpoint,
    credentials: Credentials,
    observer: TrafficObserver,
    { now = steadyNow, serverNow = Date.now }: SandboxApiOptions = {},
  ) {
    const { userId, role, token } = credentials
    this.#transport = new Transport(endpoint, observer, now)
    this.#tokens = new TokenKeeper(async () => {
      const answer = await this.#transport.send(requests.token(userId, role), undefined)
      return parseAnswer(wire.token, answer.text)
    }, now)
    if (token !== undefined) this.#tokens.set(token)
    this.#calls = new SignedCalls(this.#transport, this.#tokens)
    this.#sessions = new SessionsApi(this.#calls, serverNow)
    this.programs = new ProgramsApi(this.#calls)
  }

  /** Ends what is under way; nothing can be asked afterwards (`offline`). */
  async close(): Promise<void> {
    await this.#transport.close()
  }

  /** Requests that the connection which is used next may still carry before it is changed (API note 3.1). */
  get requestsLeft(): number {
    return this.#transport.requestsLeft
  }

  /** Says only that the gateway lives; a server with extensions tells of them. */
  async health(options: CallOptions = {}): Promise<Health> {
    const answer = await this.#transport.send({ ...requests.health(), ...options }, undefined)
    return parseAnswer(wire.health, answer.text)
  }

  /** Makes sure that there is a token, and tells what is known of it. The token itself stays in here. */
  async getToken(options: CallOptions = {}): Promise<TokenFacts> {
    return factsOfToken(await untilAborted(this.#tokens.get(), options.signal))
  }

  /** Uses this token from now on; no other is asked for when it is refused (`auth`). */
  setToken(token: string): void {
    this.#tokens.set(token)
  }

  /** A lost answer is looked up by its metadata, which should hold something that is its alone. */
  async createSession(session: SessionRequest, options: CallOptions = {}): Promise<ServerSession> {
    return await this.#sessions.create(session, options)
  }

  /** In no order; the user's own, expired ones left out. @param onUnread told of those that are listed and not read */
  async listSessions(options: CallOptions = {}, onUnread?: (id: string) => void): Promise<readonly ServerSession[]> {
    return await this.#sessions.list(options, onUnread)
  }

  /** `gone` when the server answers and does not know it, or it has expired. */
  async getSession(id: string, options: CallOptions = {}): Promise<ServerSession> {
    return await this.#sessions.get(id, options)
  }

  /** A success also when it did not exist. Releases no sandbox. */
  async deleteSession(id: string, options: CallOptions = {}): Promise<void> {
    await this.#sessions.delete(id, options)
  }

  /** As `deleteSession`, on a server with `kept/1`: nothing of it can come back. */
  async deleteSessionForGood(id: string, options: CallOptions = {}): Promise<void> {
    await this.#sessions.delete(id, options, requests.deleteSessionForGood(id))
  }

  /** An extension (`kept/1`): sessions that have ended and can come back, the last that ended first. */
  async keptSessions(options: CallOptions = {}): Promise<readonly KeptOnServer[]> {
    return await this.#calls.ask(requests.keptSessions(), wire.keptList, options)
  }

  /**
   * Brings one back under its id (`kept/1`), active or paused as it was. Its time stays when that is longer.
   * `gone` when nothing of it is kept.
   * @param ttlMs from now on; the server's own when undefined
   */
  async restoreSession(id: string, ttlMs: number | undefined, options: CallOptions = {}): Promise<ServerSession> {
    return await this.#sessions.change(id, requests.restoreSession(id, ttlMs), () => true, options)
  }

  /** Removes one that has ended for good (`kept/1`); a success also when it is not there. */
  async forgetSession(id: string, options: CallOptions = {}): Promise<void> {
    await this.#calls.ask(requests.forgetSession(id), wire.done, options)
  }

  /**
   * The paused session; also when the answer was lost and a look at the session says so. A server may still be at it
   * when its gateway has given up (`unavailable`, API note 5.9). `gone`, `server` (no sandbox, not active).
   */
  async pauseSession(id: string, options: CallOptions = {}): Promise<ServerSession> {
    return await this.#sessions.change(id, requests.pauseSession(id), ({ status }) => status === 'paused', options)
  }

  /** As for pause. Its end becomes now + 24 h. Acquires and restores nothing. */
  async resumeSession(id: string, options: CallOptions = {}): Promise<ServerSession> {
    return await this.#sessions.change(id, requests.resumeSession(id), ({ status }) => status === 'active', options)
  }

  /** Moves "last active" alone: no end of anything. A lost answer is no loss. `gone`. */
  async touchSession(id: string, options: CallOptions = {}): Promise<void> {
    await this.#sessions.perform(id, requests.touchSession(id), () => true, options)
  }

  /** Nothing is checked by a plain server: it takes any id. `gone`, `conflict` (local server: both hold files). */
  async bindSandbox(id: string, sandboxId: string, options: CallOptions = {}): Promise<void> {
    const isDone = (session: ServerSession) => session.sandboxId === sandboxId
    await this.#sessions.perform(id, requests.bindSandbox(id, sandboxId), isDone, options)
  }

  /** A success also when nothing was bound. `gone`. */
  async unbindSandbox(id: string, options: CallOptions = {}): Promise<void> {
    const isDone = (session: ServerSession) => session.sandboxId === undefined
    await this.#sessions.perform(id, requests.unbindSandbox(id), isDone, options)
  }

  /**
   * A sandbox out of the pool, which may be a dead one: probe it (API note 5.6). `unavailable` with status 503 when all
   * are in use. A lost answer may have taken one; it is in no list, and goes back by itself within an hour.
   * @param network false asks for one without; a plain server ignores that, so it has to be looked at
   */
  async acquireSandbox(
    { network }: { readonly network: boolean } = { network: true },
    options: CallOptions = {},
  ): Promise<SandboxInfo> {
    return await this.#calls.ask(requests.acquireSandbox(network), wire.sandbox, options)
  }

  /**
   * It goes back to the pool as it is: end its processes and empty it before (API note 5.5). `server` with status 400
   * when it is not acquired. Never repeated after a lost answer: it may be somebody else's by then.
   */
  async releaseSandbox(sandboxId: string, options: CallOptions = {}): Promise<void> {
    await this.#calls.ask(requests.releaseSandbox(sandboxId), wire.done, options)
  }

  /** Sandboxes of the server, of all users. */
  async getSandboxStats(options: CallOptions = {}): Promise<PoolStats> {
    return await this.#calls.ask(requests.sandboxStats(), wire.stats, options)
  }

  /**
   * Runs a program to its end, or to its limit: what its answer is worth, `factsOf` says. `gone`: no such sandbox.
   * `outcome-unknown`: it may have run, or run on.
   */
  async execute(request: ExecRequest, options: CallOptions = {}): Promise<ExecResult> {
    return await this.#calls.ask(requests.execute(request), wire.execResult, options)
  }

  /** A short helper program of ours: waits for its turn, so that what a person runs is not held up by many of them. */
  async executeShort(request: ExecRequest, options: CallOptions = {}): Promise<ExecResult> {
    return await this.#short.run(async () => await this.execute(request, options), options.signal)
  }

  /**
   * The server's own listing, which mangles many names (API note 6): the application lists by a program instead.
   * `refused` for a path that is not sent at all, `gone`.
   */
  async listFiles(sandboxId: string, path = '/workspace', options: CallOptions = {}): Promise<readonly FileInfo[]> {
    checkFilePath(path)
    return await this.#calls.ask(requests.listFiles(sandboxId, path), wire.fileList, options)
  }

  /**
   * Writes text, not atomically (API note 6). `too-large` above `maxContentBytes(path)` bytes, `refused` for a path or
   * text that would arrive as something else, `gone`.
   */
  async writeFile(sandboxId: string, path: string, content: string, options: CallOptions = {}): Promise<void> {
    checkFilePath(path)
    checkFileContent(path, content)
    await this.#calls.ask(requests.writeFile(sandboxId, path, content), wire.done, options)
  }

  /** With all that is in it; a success also when it is not there. `refused` for a folder of the first level, `gone`. */
  async deleteFile(sandboxId: string, path: string, options: CallOptions = {}): Promise<void> {
    checkDeletable(path)
    await this.#calls.ask(requests.deleteFile(sandboxId, path), wire.done, options)
  }
}
