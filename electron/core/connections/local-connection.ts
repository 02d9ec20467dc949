import { userInfo } from 'node:os'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import { fail, toErrorData } from '../../../shared/domain/errors.ts'
import type { Credentials } from '../api/client.ts'
import type { Log } from '../log.ts'
import { steadyNow } from '../steady-now.ts'
import { LiveConnection } from './live-connection.ts'
import type { RunningLocalServer, StartLocalServer } from './local-server.ts'

/** One that ended sooner than this after its start is not started again by itself: it would only end again. */
const livesLongEnoughMs = 30_000

/** The socket of this computer's server takes any host name; the token goes to this origin alone. */
const localOrigin = 'http://localhost'

/**
 * "This computer": attaches to the local server or starts it, notices its end, and starts it again once by itself. When the
 * application ends the server goes on.
 */
export class LocalConnection {
  readonly live: LiveConnection
  readonly #start: StartLocalServer
  readonly #log: Log
  readonly #credentials: Credentials
  #server: RunningLocalServer | undefined
  #starting: Promise<void> | undefined
  #closed = false
  /** How often in a row it ended soon after its start. */
  #quickEnds = 0

  constructor(start: StartLocalServer, log: Log) {
    this.#start = start
    this.#log = log
    // The owner of this computer sees the sessions of every program that uses its server.
    this.#credentials = { userId: systemUser(), role: 'owner' }
    this.live = new LiveConnection({
      id: localConnectionId,
      kind: 'local',
      name: 'This computer',
      address: 'Sandboxes on this computer',
      userId: this.#credentials.userId,
      status: 'starting',
      skew: 0,
    })
  }

  /** Starts it, or asks it when it runs. Never rejects: the state says how it went. */
  async check(): Promise<void> {
    if (this.#server) {
      await this.live.probe().catch(() => undefined)
      return
    }
    this.#starting ??= this.#startServer().finally(() => {
      this.#starting = undefined
    })
    await this.#starting
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.live.close()
    await this.#starting
    this.#server?.leave()
  }

  async #startServer(): Promise<void> {
    this.live.setStatus('starting')
    try {
      const started = await this.#start()
      if (started.status === 'failed') {
        this.live.update({ status: 'failed', error: undefined, facts: undefined, probe: started.probe })
        return
      }
      this.#server = started
      const startedAt = steadyNow()
      void started.gone.then(() => this.#ended(started, startedAt))
      if (this.#closed) return
      this.live.update({ otherServer: started.other })
      await this.live.switchTo({ origin: localOrigin, socketPath: started.socketPath }, this.#credentials)
      await this.live.probe()
    } catch (error) {
      if (this.#closed) return
      this.#log.error('The local server could not be started or asked', error)
      this.live.setStatus('offline', toErrorData(error))
    }
  }

  async #ended(server: RunningLocalServer, startedAt: number): Promise<void> {
    if (this.#server !== server) return
    this.#server = undefined
    // It can end while its start is still being followed: that must not be taken for the start of the next one.
    await this.#starting
    if (this.#closed || this.#server) return
    this.#log.warn('The local server ended')
    this.live.update({
      serverEndedAt: Date.now(),
      status: 'offline',
      error: toErrorData(fail('offline', 'The server for sandboxes on this computer ended. Their files are kept.')),
    })
    await this.live.switchTo(undefined, this.#credentials)
    this.#quickEnds = steadyNow() - startedAt < livesLongEnoughMs ? this.#quickEnds + 1 : 0
    if (this.#quickEnds <= 1) await this.check()
  }
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    // No entry for this uid, as in some containers.
    return 'user'
  }
}
