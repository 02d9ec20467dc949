import type { z } from 'zod'
import { AppError, fail } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { SessionRequest } from './requests.ts'
import { requests } from './requests.ts'
import type { OnUnread } from './session-list.ts'
import { SessionListReader } from './session-list.ts'
import type { CallOptions, SignedCalls } from './signed-calls.ts'
import type { ApiRequest } from './transport.ts'
import { isUnclear } from './unclear.ts'
import { wire } from './wire.ts'

/** ms by which the clocks of a gateway and of its services may differ. */
const clockTolerance = 10_000

/** The sessions of one server: what is unclear after a broken change is looked up before anything is said. */
export class SessionsApi {
  readonly #calls: SignedCalls
  readonly #serverNow: () => number
  readonly #lists = new SessionListReader()

  /** @param serverNow the server's clock, ms */
  constructor(calls: SignedCalls, serverNow: () => number) {
    this.#calls = calls
    this.#serverNow = serverNow
  }

  async create(wanted: SessionRequest, options: CallOptions): Promise<ServerSession> {
    const since = this.#serverNow() - clockTolerance
    try {
      return await this.#calls.ask(requests.createSession(wanted), wire.session, options)
    } catch (error) {
      const made = isUnclear(error) ? await this.#findMade(wanted.metadata, since, options) : undefined
      if (made) return made
      throw error
    }
  }

  async list(options: CallOptions, onUnread?: OnUnread): Promise<readonly ServerSession[]> {
    return await this.#lists.read(await this.#calls.text(requests.listSessions(), options), onUnread)
  }

  async get(id: string, options: CallOptions): Promise<ServerSession> {
    return await this.#of(id, requests.getSession(id), wire.session, options)
  }

  /** A session of this form afterwards, which the answer gives, or after an unclear one a look at the session. */
  async change(
    id: string,
    request: ApiRequest,
    isDone: (session: ServerSession) => boolean,
    options: CallOptions,
  ): Promise<ServerSession> {
    try {
      return await this.#of(id, request, wire.session, options)
    } catch (error) {
      return await this.#lookUp(id, error, isDone, options)
    }
  }

  /** As `change`, for a request whose answer holds no session. */
  async perform(
    id: string,
    request: ApiRequest,
    isDone: (session: ServerSession) => boolean,
    options: CallOptions,
  ): Promise<void> {
    try {
      await this.#of(id, request, wire.done, options)
    } catch (error) {
      await this.#lookUp(id, error, isDone, options)
    }
  }

  async delete(id: string, options: CallOptions, request = requests.deleteSession(id)): Promise<void> {
    try {
      await this.#calls.ask(request, wire.done, options)
    } catch (error) {
      if (!isUnclear(error)) throw error
      const isGone = await this.get(id, options).then(
        () => false,
        (said: unknown) => said instanceof AppError && said.code === 'gone',
      )
      if (!isGone) throw error
    }
  }

  /** Throws what stopped us first, unless the session is as it was to be. */
  async #lookUp(
    id: string,
    error: unknown,
    isDone: (session: ServerSession) => boolean,
    options: CallOptions,
  ): Promise<ServerSession> {
    const present = isUnclear(error) ? await this.get(id, options).catch(() => undefined) : undefined
    if (present && isDone(present)) return present
    throw error
  }

  /** A 502 is a service that is down, or a session that is not known: the list tells (API note 5.3). */
  async #of<T>(id: string, request: ApiRequest, schema: z.ZodType<T>, options: CallOptions): Promise<T> {
    try {
      return await this.#calls.ask({ ...request, untold: [502] }, schema, options)
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 502) throw error
      const ids = await this.#ids(options)
      // A list shows that the server is well.
      if (!ids) this.#calls.tell(error)
      if (ids && !ids.has(id))
        throw fail('gone', 'The session is not on the server any more.', { cause: error, reason: 'session-gone' })
      throw error
    }
  }

  /** Of all that the server lists; undefined when it does not answer. */
  async #ids(options: CallOptions): Promise<ReadonlySet<string> | undefined> {
    const ids = new Set<string>()
    const listed = await this.list(options, (id) => ids.add(id)).catch(() => undefined)
    for (const session of listed ?? []) ids.add(session.id)
    return listed && ids
  }

  /**
   * The one session made since then with exactly this metadata. Lists of stored deployments leave metadata out
   * (API note 5.11), so a session that could be it is read by itself.
   */
  async #findMade(
    metadata: SessionRequest['metadata'],
    since: number,
    options: CallOptions,
  ): Promise<ServerSession | undefined> {
    const listed = await this.list(options).catch(() => [])
    const young = listed.filter((session) => session.createdAt >= since)
    const found: ServerSession[] = []
    for (const session of young) {
      const whole =
        Object.keys(session.metadata).length > 0 ? session : await this.get(session.id, options).catch(() => session)
      if (isSame(whole.metadata, metadata)) found.push(whole)
    }
    return found.length === 1 ? found[0] : undefined
  }
}

function isSame(sent: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(wanted)
  // Without a mark of its own another session could be taken for it.
  return entries.length > 0 && entries.every(([key, value]) => sent[key] === value)
}
