import { AppError, fail } from '../../../shared/domain/errors.ts'
import { steadyNow } from '../steady-now.ts'
import type { Endpoint, PooledConnection } from './connection-pool.ts'
import { ConnectionPool } from './connection-pool.ts'
import type { Deadline } from './deadline.ts'
import { startDeadline } from './deadline.ts'
import type { OutgoingRequest, RawAnswer } from './exchange.ts'
import { AnswerTooLarge, exchange } from './exchange.ts'
import { networkError, noAnswerOf } from './network-error.ts'
import { judgeRedirect, maxRedirects } from './redirect.ts'
import { skewOf } from './skew.ts'
import type { Subject } from './status-error.ts'
import { statusError } from './status-error.ts'

/** What a call asks of the transport. */
export interface ApiRequest extends Omit<OutgoingRequest, 'headers' | 'origin'> {
  readonly subject: Subject
  /** May be sent again when a reused connection turns out closed: it changes nothing. */
  readonly safe: boolean
  /** Goes without a token: health, and the token itself. */
  readonly anonymous?: boolean
  readonly deadlineMs: number
  /** The longest answer that is taken, bytes; 4 MiB when absent. */
  readonly maxBytes?: number
  /** A sandbox whose hour on its server begins anew with this request (API note 5.4). */
  readonly uses?: string
  readonly signal?: AbortSignal | undefined
  /** Statuses of which the observer is told by `tell` alone: what they mean is not known yet. */
  readonly untold?: readonly number[]
}

/** Told of all traffic: a connection's state follows from it. */
export interface TrafficObserver {
  /** @param skew server's clock minus ours (ms, ± 0.5 s), where the answer had a date */
  answered(skew: number | undefined): void
  /** A service behind the gateway did what was asked: more than that the gateway lives. */
  succeeded(): void
  failed(error: AppError): void
  /** A program ran in this sandbox, or a file call did. @param at when it began (ms, the clock to wait by) */
  used?(sandboxId: string, at: number): void
}

const defaultMaxBytes = 4 * 1024 * 1024

/**
 * Sends requests to one server: counts them per connection, keeps deadlines, follows what may be followed, and turns
 * whatever is no success into an `AppError`. Knows nothing of tokens but the header it is given.
 */
export class Transport {
  readonly #endpoint: Endpoint
  readonly #pool: ConnectionPool
  readonly #observer: TrafficObserver
  readonly #now: () => number
  /** ms, as `now`: until then this server has said that it takes nothing. */
  #closedUntil = Number.NEGATIVE_INFINITY

  /** @param now ms, a clock that never goes back */
  constructor(endpoint: Endpoint, observer: TrafficObserver, now: () => number = steadyNow) {
    this.#endpoint = endpoint
    this.#pool = new ConnectionPool(endpoint)
    this.#observer = observer
    this.#now = now
  }

  /** Requests that the connection which is used next may still carry before it is changed. */
  get requestsLeft(): number {
    return this.#pool.requestsLeft
  }

  /** The answer of a success. @param token sent to this server's own origin alone */
  async send(request: ApiRequest, token: string | undefined): Promise<RawAnswer> {
    const startedAt = this.#now()
    this.#mustBeOpen(startedAt)
    const deadline = startDeadline(request.deadlineMs, request.signal)
    try {
      const answer = await this.#follow(request, token, deadline)
      if (answer.status >= 200 && answer.status < 300) {
        if (!request.anonymous) this.#observer.succeeded()
        if (request.uses !== undefined) this.#observer.used?.(request.uses, startedAt)
        return answer
      }
      throw this.#refusal(request, answer, token)
    } catch (error) {
      const known = this.#explain(error, request, deadline.passed)
      const isUntold = known.status !== undefined && request.untold?.includes(known.status)
      if (known.code !== 'cancelled' && !isUntold) this.tell(known)
      throw known
    } finally {
      deadline.clear()
    }
  }

  /** Tells the observer of a failure. */
  tell(error: AppError): void {
    this.#observer.failed(error)
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }

  /** A server that refuses on a new connection too is left alone for as long as it said (API note 3.1). */
  #mustBeOpen(now: number): void {
    if (now < this.#closedUntil)
      throw new AppError({
        code: 'rate-limited',
        message: 'The server takes no more requests for the moment.',
        status: 429,
        retryAfter: Math.ceil((this.#closedUntil - now) / 1000),
      })
  }

  #refusal(request: ApiRequest, { status, text, header }: RawAnswer, token: string | undefined): AppError {
    const retryAfter = header('retry-after')
    // A server may say back what it was sent.
    const said = token === undefined ? text : text.split(token).join('[token]')
    const requestId = requestIdOf(header)
    const refusal = {
      status,
      text: said,
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(requestId === undefined ? {} : { requestId }),
    }
    // A date in it is of the server's clock.
    const sentAt = Date.parse(header('date') ?? '')
    const error = statusError(request.subject, refusal, Number.isNaN(sentAt) ? Date.now() : sentAt)
    if (error.code === 'rate-limited') this.#closedUntil = this.#now() + (error.retryAfter ?? 0) * 1000
    return error
  }

  #explain(error: unknown, request: ApiRequest, deadlinePassed: boolean): AppError {
    if (error instanceof AppError) return error
    if (deadlinePassed) {
      const seconds = Math.round(request.deadlineMs / 1000)
      return request.safe
        ? fail('timeout', `The server did not answer within ${seconds} seconds.`)
        : fail('outcome-unknown', `The server did not answer within ${seconds} seconds.`)
    }
    if (request.signal?.aborted) return fail('cancelled', 'Cancelled.')
    if (error instanceof AnswerTooLarge)
      // What was asked for has been done, but how it ended is in what was not read.
      return fail(
        request.safe ? 'too-large' : 'outcome-unknown',
        'The answer of the server is larger than can be taken.',
      )
    return networkError(error, !request.safe)
  }

  async #follow(request: ApiRequest, token: string | undefined, deadline: Deadline): Promise<RawAnswer> {
    let path = request.path
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#once(request, path, token, deadline)
      if (answer.status < 300 || answer.status >= 400) return answer
      const { origin } = this.#endpoint
      const verdict = judgeRedirect(origin, path, answer.status, answer.header('location'), request.method)
      if (!verdict.follow) {
        const where = verdict.host === undefined ? 'elsewhere' : `to ${verdict.host}`
        throw new AppError({
          code: 'server',
          message: `The server points ${where}. That is not followed: a token is sent to the given address alone.`,
          status: answer.status,
        })
      }
      if (redirects >= maxRedirects)
        throw new AppError({ code: 'server', message: 'The server redirects without end.', status: answer.status })
      path = verdict.path
    }
  }

  /** One request, sent a second time only where the first was certainly not carried out, or changes nothing. */
  async #once(request: ApiRequest, path: string, token: string | undefined, deadline: Deadline): Promise<RawAnswer> {
    const connection = this.#pool.take()
    const reused = connection.used > 1
    let refused: RawAnswer
    try {
      const answer = await this.#attempt(connection, request, path, token, deadline)
      if (answer.status !== 429) return answer
      refused = answer
    } catch (error) {
      if (!request.safe || !reused || deadline.over || noAnswerOf(error) !== 'broken') throw error
      return await this.#attempt(this.#pool.take(true), request, path, token, deadline)
    }
    // A refused request was not executed, and a new connection has a full bucket (API note 3.1).
    return deadline.over ? refused : await this.#attempt(this.#pool.take(true), request, path, token, deadline)
  }

  async #attempt(
    connection: PooledConnection,
    request: ApiRequest,
    path: string,
    token: string | undefined,
    deadline: Deadline,
  ): Promise<RawAnswer> {
    const { method, body, maxBytes = defaultMaxBytes, anonymous } = request
    const sentAt = Date.now()
    let reusable = false
    try {
      const outgoing: OutgoingRequest = {
        origin: this.#endpoint.origin,
        method,
        path,
        headers:
          token === undefined || anonymous
            ? { accept: 'application/json' }
            : { accept: 'application/json', authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body }),
      }
      const answer = await exchange(connection, outgoing, maxBytes, deadline)
      reusable = answer.status !== 429
      this.#observer.answered(skewOf(answer.header('date'), sentAt, Date.now()))
      return answer
    } finally {
      this.#pool.release(connection, reusable)
    }
  }
}

/** The API sends none; gateways in front of servers do, under these names. */
const requestIdHeaders = ['x-request-id', 'request-id', 'x-correlation-id', 'x-amzn-requestid', 'cf-ray']

/** A word without spaces, or nothing: it is shown and copied. */
function requestIdOf(header: RawAnswer['header']): string | undefined {
  const said = requestIdHeaders.map((name) => header(name)).find((value) => value !== undefined)
  return said !== undefined && /^[\w.:/+=-]{1,128}$/.test(said) ? said : undefined
}
