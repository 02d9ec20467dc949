import { Attention } from './attention.ts'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'

/** How a question went. */
export interface PollOutcome {
  readonly ok: boolean
  /** Seconds for which the server wants to be left alone. */
  readonly retryAfter?: number
  /** How many requests it took; 1 when absent. */
  readonly requests?: number
}

/** A question that is asked of a server again and again. */
export interface Poll {
  /** Whose requests are counted together. */
  readonly connectionId: string
  /** Asked also while no window is visible. */
  readonly whenHidden: boolean
  /** Can it be asked at the moment? When that changes, `reconsider` is to be called. */
  isReady(): boolean
  /** Never rejects. */
  ask(): Promise<PollOutcome>
  /**
   * ms until it is asked again.
   * @param failures in a row, 0 after a success
   * @param chance 0 to 1, so that windows do not all come at once
   */
  nextIn(failures: number, chance: number): number
}

/** A poll under way. */
export interface Polling {
  /** Asks as soon as it can be asked. */
  soon(): void
  /** Looks again whether it can be asked, and when. */
  reconsider(): void
  stop(): void
}

interface Entry {
  readonly poll: Poll
  dueAt: number
  /** Not held up by what else was asked of the server. */
  urgent: boolean
  failures: number
  asking: boolean
  /** It was wanted while it was being asked. */
  again: boolean
}

/** Idle, a connection costs its server three requests a minute: so long after the last one the next may go. */
export const spacingMs = 20_000
/** The longest timer: a timer stands still while the computer sleeps, and that is noticed so long after it wakes. */
const beatMs = 30_000
/** ms: younger than this, nothing is asked again because somebody looks. */
const freshMs = 5_000
/** A beat that comes later than this was no busy moment. */
const sleptMs = 15_000

/**
 * The place from which servers are asked without a person, but for runs whose answer was lost, which have their own
 * pauses (`runs/lookup.ts`). A visible window costs each connection three requests a minute, a hidden one none but those
 * of polls that say so. What became old while nobody looked is asked once when a window is seen or focused, and when the
 * computer wakes.
 */
export class Scheduler {
  readonly attention: Attention
  readonly clock: Clock
  readonly #chance: () => number
  readonly #entries = new Set<Entry>()
  /** When each connection was last asked, and from when on it may be asked again. */
  readonly #asked = new Map<string, { readonly at: number; readonly free: number }>()
  #cancel: (() => void) | undefined
  /** When the timer was set, and for how long. */
  #beat: number
  #planned = 0
  #closed = false

  constructor(clock: Clock = systemClock, chance: () => number = Math.random) {
    this.clock = clock
    this.#chance = chance
    this.#beat = clock.now()
    this.attention = new Attention((event) => {
      if (event !== 'hidden') this.#refresh()
      this.#plan()
    })
  }

  /** @param firstInMs at once when absent */
  add(poll: Poll, firstInMs = 0): Polling {
    const entry: Entry = {
      poll,
      dueAt: this.clock.now() + firstInMs,
      urgent: firstInMs === 0,
      failures: 0,
      asking: false,
      again: false,
    }
    this.#entries.add(entry)
    this.#plan()
    return {
      soon: () => {
        entry.again = entry.asking
        if (entry.asking) return
        entry.dueAt = this.clock.now()
        entry.urgent = true
        this.#plan()
      },
      reconsider: () => this.#plan(),
      stop: () => {
        this.#entries.delete(entry)
        this.#plan()
      },
    }
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#entries.clear()
  }

  /** What was not asked in the last seconds is asked now. */
  #refresh(): void {
    const now = this.clock.now()
    for (const entry of this.#entries) {
      if (
        entry.poll.whenHidden ||
        now - (this.#asked.get(entry.poll.connectionId)?.at ?? Number.NEGATIVE_INFINITY) < freshMs
      )
        continue
      entry.dueAt = Math.min(entry.dueAt, now)
      entry.urgent = true
    }
  }

  #mayAsk({ poll, asking }: Entry): boolean {
    return !asking && (poll.whenHidden || this.attention.visible) && poll.isReady()
  }

  #at({ poll, dueAt, urgent }: Entry): number {
    return urgent ? dueAt : Math.max(dueAt, this.#asked.get(poll.connectionId)?.free ?? 0)
  }

  /** One timer for all: to the next question, or to the next look at the clock. */
  #plan(): void {
    this.#noticeSleep()
    this.#cancel?.()
    this.#cancel = undefined
    if (this.#closed) return
    const waiting = [...this.#entries].filter((entry) => this.#mayAsk(entry))
    if (waiting.length === 0) return
    const now = this.clock.now()
    const next = Math.min(...waiting.map((entry) => this.#at(entry)))
    this.#beat = now
    this.#planned = Math.min(Math.max(0, next - now), beatMs)
    this.#cancel = this.clock.after(this.#planned, () => this.#tick())
  }

  /** A timer that is much later than it was to be: the computer slept meanwhile. */
  #noticeSleep(): void {
    const late = this.clock.now() - this.#beat - this.#planned
    if (this.#cancel && late > sleptMs && this.attention.visible) this.#refresh()
  }

  #tick(): void {
    this.#noticeSleep()
    this.#cancel = undefined
    const now = this.clock.now()
    // The one that waits for longest first: what is asked holds up the other questions of its connection.
    for (const entry of [...this.#entries].sort((a, b) => a.dueAt - b.dueAt))
      if (this.#mayAsk(entry) && this.#at(entry) <= now) void this.#ask(entry)
    this.#plan()
  }

  /** Each request takes its share of the minute. */
  #count(connectionId: string, at: number, requests: number): void {
    const before = this.#asked.get(connectionId) ?? { at, free: 0 }
    this.#asked.set(connectionId, {
      at: Math.max(before.at, at),
      free: Math.max(before.free, at + spacingMs * requests),
    })
  }

  async #ask(entry: Entry): Promise<void> {
    const { poll } = entry
    entry.asking = true
    entry.urgent = false
    const at = this.clock.now()
    this.#count(poll.connectionId, at, 1)
    const { ok, retryAfter = 0, requests = 1 } = await poll.ask()
    this.#count(poll.connectionId, at, requests)
    const again = entry.again && !ok && retryAfter === 0
    entry.asking = false
    entry.again = false
    entry.failures = ok ? 0 : entry.failures + 1
    entry.urgent = again
    const pause = again ? 0 : Math.max(poll.nextIn(entry.failures, this.#chance()), retryAfter * 1000)
    entry.dueAt = this.clock.now() + pause
    this.#plan()
  }
}
