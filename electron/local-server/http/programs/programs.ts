import type { FastifyInstance } from 'fastify'
import { OneAtATime } from '../../sessions/one-at-a-time.ts'
import type { SettingsStore } from '../../store/settings-store.ts'
import type { Drain } from '../drain.ts'
import { listenOnPort } from '../listen.ts'

/** Where clients of this API look when nobody tells them another port. */
export const standardPort = 8080

/** Whether programs of this computer can reach the server, and where. */
export interface ProgramsState {
  readonly open: boolean
  /** Where it is open; else where it would be opened next. */
  readonly port: number
  /** It is wanted open and is not: why, in a sentence. */
  readonly error?: string
}

interface OpenPort {
  readonly port: number
  readonly drain: Drain
}

/** A new entrance by TCP, with its guards; not listening yet. */
export type OpenEntrance = () => { readonly app: FastifyInstance; readonly drain: Drain }

const settingName = 'programs'

/**
 * "Open to programs on this computer": the entrance by TCP, which can be opened and closed while the server runs. Off until
 * somebody wants it; what was wanted is kept and is so again after the next start.
 */
export class Programs {
  readonly #settings: SettingsStore
  readonly #entrance: OpenEntrance
  readonly #turns = new OneAtATime()
  #open: OpenPort | undefined
  #error: string | undefined

  constructor(settings: SettingsStore, entrance: OpenEntrance) {
    this.#settings = settings
    this.#entrance = entrance
  }

  get state(): ProgramsState {
    const port = this.#open?.port ?? this.#kept() ?? standardPort
    return { open: this.#open !== undefined, port, ...(this.#error === undefined ? {} : { error: this.#error }) }
  }

  /**
   * At the start of the server: opens the port of the command line for this run alone, else the kept one.
   *
   * @param asked by the command line; 0 means any free one
   * @throws PortTakenError for a port of the command line. A kept one that is taken is told by `state`.
   */
  async start(asked: number | undefined): Promise<void> {
    if (asked !== undefined) {
      this.#open = await this.#listen(asked, ' with --port')
      return
    }
    const kept = this.#kept()
    if (kept === undefined) return
    try {
      this.#open = await this.#listen(kept)
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error)
    }
  }

  /**
   * Opens a port, instead of the one that is open, and keeps it for the next start.
   *
   * @param port 0 means any free one, which is then kept
   * @throws PortTakenError; then everything is as it was.
   */
  open(port: number): Promise<ProgramsState> {
    return this.#turns.run(async () => {
      const before = this.#open
      if (before?.port !== port) {
        this.#open = await this.#listen(port)
        this.#error = undefined
        await end(before)
      }
      this.#settings.put(settingName, { port: this.#open?.port ?? port })
      return this.state
    })
  }

  /** Closes it, with every connection on it, also for the next start. */
  close(): Promise<ProgramsState> {
    return this.#turns.run(async () => {
      this.#settings.remove(settingName)
      const before = this.#open
      this.#open = undefined
      this.#error = undefined
      await end(before)
      return this.state
    })
  }

  /** The server ends: new requests are refused from here on. */
  begin(): void {
    this.#open?.drain.begin()
  }

  /** The server ends: waits for the answers that are under way. What is kept stays. */
  end(): Promise<void> {
    return this.#turns.run(() => end(this.#open))
  }

  async #listen(port: number, where?: string): Promise<OpenPort> {
    const { app, drain } = this.#entrance()
    try {
      return { port: await listenOnPort(app, port, where), drain }
    } catch (error) {
      await drain.end()
      throw error
    }
  }

  #kept(): number | undefined {
    const { port }: Partial<Record<string, unknown>> = Object(this.#settings.get(settingName))
    return typeof port === 'number' ? port : undefined
  }
}

async function end(open: OpenPort | undefined): Promise<void> {
  open?.drain.begin()
  await open?.drain.end()
}
