import type { Connection, ConnectionFigures, ConnectionStatus } from '../../../shared/domain/connection.ts'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { AppError, fail, toErrorData } from '../../../shared/domain/errors.ts'
import { reclaimMs } from '../../../shared/domain/session.ts'
import { BusyError } from '../api/busy-error.ts'
import type { Credentials } from '../api/client.ts'
import { SandboxApi } from '../api/client.ts'
import type { Endpoint } from '../api/connection-pool.ts'
import type { TrafficObserver } from '../api/transport.ts'
import { steadyNow } from '../steady-now.ts'
import { Watchable } from '../watchable.ts'

/** Changes of the clock's difference below this are noise: the Date header counts whole seconds. */
const skewStep = 2_000
/** "Last answer" is told again only after so long, so that traffic does not redraw the window. */
const answerStep = 5_000
/** ms: what was used longer ago than this, a server has taken back. */
const keptUseMs = 2 * reclaimMs

/** A use of a sandbox. */
interface Use {
  /** ms, the clock to wait by. */
  readonly at: number
  /** The same on the server's clock, as it was known then. */
  readonly told: number
}

/**
 * A connection and what is known of it. Its state follows from all traffic on it: any answer shows that the server
 * lives, any failure to reach it that it does not.
 */
export class LiveConnection {
  readonly state: Watchable<Connection>
  /** When each sandbox was last used from here, in that order: its hour there begins anew (API note 5.4). */
  readonly #uses = new Map<string, Use>()
  #api: SandboxApi | undefined
  /** When "last answer" was last told (ms, the clock to wait by). */
  #toldAt = Number.NEGATIVE_INFINITY
  /** Since the application started. */
  #answers = 0
  #closed = false

  constructor(initial: Connection) {
    this.state = new Watchable(initial)
  }

  get id(): string {
    return this.state.value.id
  }

  /** Whose sessions its lists hold; undefined: everybody's, as the owner of this computer sees them. */
  get userId(): string | undefined {
    const { kind, userId } = this.state.value
    return kind === 'local' ? undefined : userId
  }

  /** The server's clock, ms. */
  now(): number {
    return Date.now() + this.state.value.skew
  }

  /** See `ListSource.keptDays`. */
  get keptDays(): number | undefined {
    return this.state.value.facts?.keptDays
  }

  /** See `ListSource.usedAt`: a server that keeps workspaces takes no sandbox back by itself. */
  usedAt(sandboxId: string): number | undefined {
    return this.#lastUse(sandboxId)?.told
  }

  /** See `ListSource.unusedFor`. */
  unusedFor(sandboxId: string): number | undefined {
    const use = this.#lastUse(sandboxId)
    return use && steadyNow() - use.at
  }

  /** Throws `offline` while there is nothing to ask, `auth` while there is no token to ask with. */
  get api(): SandboxApi {
    if (this.#api) return this.#api
    const { error, name } = this.state.value
    throw error?.code === 'auth' ? new AppError(error) : fail('offline', `${name} is not running.`)
  }

  get hasApi(): boolean {
    return this.#api !== undefined
  }

  /** Resolves when it is not being started any more, however that went. */
  async started(): Promise<void> {
    for await (const { status } of this.state.watch(new AbortController().signal)) if (status !== 'starting') return
  }

  /** Resolves when it answers. Rejects with `cancelled` when the signal aborts, or it is closed, before that. */
  async ready(signal: AbortSignal): Promise<void> {
    for await (const { status } of this.state.watch(signal)) if (status === 'ready') return
    throw fail('cancelled', 'It did not answer until the end.')
  }

  /** Speaks to this address from now on. What was asked before ends. */
  async switchTo(endpoint: Endpoint | undefined, credentials: Credentials): Promise<void> {
    if (this.#closed) return
    const previous = this.#api
    this.#api = endpoint && new SandboxApi(endpoint, credentials, this.#observer(), { serverNow: () => this.now() })
    await previous?.close()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.state.end()
    const api = this.#api
    this.#api = undefined
    await api?.close()
  }

  /** Replaces what is said; `undefined` removes a part. */
  update(change: { readonly [K in keyof Connection]?: Connection[K] | undefined }): void {
    const next: Record<string, unknown> = { ...this.state.value, ...change }
    for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key]
    this.state.set(next as unknown as Connection)
  }

  setStatus(status: ConnectionStatus, error?: ErrorData): void {
    this.update({ status, error })
  }

  /** What its pool has now, and how much it was asked. */
  async figures(): Promise<ConnectionFigures> {
    const pool = await this.api.getSandboxStats()
    return { pool, answers: this.#answers }
  }

  /** Asks for health and a token now; the state says how that went, and the failure is thrown as well. */
  async probe(): Promise<void> {
    try {
      const { facts, probe } = await this.api.health()
      await this.api.getToken()
      // A pasted token was taken at its word until here.
      if (this.state.value.token) await this.api.getSandboxStats()
      this.update({ status: 'ready', error: undefined, facts, probe })
    } catch (error) {
      const data = toErrorData(error)
      this.setStatus(statusOfFailure(data.code) ?? 'unavailable', data)
      throw error
    }
  }

  #observer(): TrafficObserver {
    return {
      answered: (skew) => this.#answered(skew),
      succeeded: () => this.#succeeded(),
      failed: (error) => this.#failed(error),
      used: (sandboxId, at) => this.#used(sandboxId, at),
    }
  }

  #lastUse(sandboxId: string): Use | undefined {
    return this.state.value.facts?.keeps.includes('workspace') ? undefined : this.#uses.get(sandboxId)
  }

  #used(sandboxId: string, at: number): void {
    // Answers may come in another order than their requests went.
    if (at <= (this.#uses.get(sandboxId)?.at ?? Number.NEGATIVE_INFINITY)) return
    const now = steadyNow()
    this.#uses.delete(sandboxId)
    this.#uses.set(sandboxId, { at, told: this.now() - (now - at) })
    for (const [id, use] of this.#uses) {
      if (now - use.at < keptUseMs) break
      this.#uses.delete(id)
    }
  }

  #answered(skew: number | undefined): void {
    this.#answers += 1
    const present = this.state.value
    const now = steadyNow()
    const newSkew = skew !== undefined && Math.abs(skew - present.skew) >= skewStep
    if (!newSkew && present.status === 'ready' && now - this.#toldAt < answerStep) return
    this.#toldAt = now
    // An answer alone does not make it ready again: a 502 is an answer too.
    this.update({ lastAnswerAt: Date.now(), ...(newSkew ? { skew } : {}) })
  }

  #succeeded(): void {
    if (this.state.value.status !== 'ready') this.update({ status: 'ready', error: undefined })
  }

  #failed(error: AppError): void {
    const status = statusOfFailure(error.code)
    if (status === undefined || this.state.value.status === 'failed') return
    if (error instanceof BusyError) return
    this.setStatus(status, toErrorData(error))
  }
}

/** What a failed request says of the connection; undefined: nothing. */
function statusOfFailure(code: ErrorData['code']): ConnectionStatus | undefined {
  switch (code) {
    case 'offline':
    case 'timeout':
      return 'offline'
    case 'auth':
      return 'refused'
    case 'unavailable':
      return 'unavailable'
    default:
      return undefined
  }
}
