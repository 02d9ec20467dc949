import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, fail, isAppError } from '../../shared/domain/errors.ts'
import type { Client } from '../../shared/wire/client.ts'
import { connect } from '../../shared/wire/client.ts'
import type { CallName, InputOf, OutputOf } from '../../shared/wire/contract.ts'
import type { VaultChild } from './launcher.ts'

/** One question that has no answer yet. */
interface Waiting<C> {
  /** Asks it on this wire; rejects with `offline` when that broke. */
  ask(client: Client<C>): Promise<void>
  reject(error: unknown): void
  /** Vaults that ended while it was under way. */
  deaths: number
}

/** A question under which the vault ends this often is not asked again: it may be what ends it. */
const maxDeaths = 3

/** Starts that may fail one after the other before those who wait are told: a system short of memory recovers. */
const maxFailedStarts = 3

/**
 * ms that a vault may take for its first answer, else it is ended and started again. It may be making a large database
 * anew, which must not be cut off: far more than that takes.
 */
const patience = 5 * 60_000

/** ms before a start, by how many there were since the last answer: a first death may be bad luck. */
const pauses = [0, 0, 100, 500, 2_000] as const

/**
 * The vault's client across restarts: when the vault ends it is started again and everything unanswered is asked again
 * in the same order, which is right because every call of its contract can be repeated. So is one that hangs before its
 * first answer. Callers only wait longer. They get `unavailable` when the vault cannot be started in a few tries, or ends
 * again and again; the next call tries anew.
 */
export interface VaultClient<C> {
  call<N extends CallName<C>>(name: N, input: InputOf<C[N]>): Promise<OutputOf<C[N]>>
  /** Ends the vault, which first commits all writes that were sent; their callers get `cancelled`. */
  close(): Promise<void>
}

/** A vault that runs. */
interface Current<C> {
  readonly child: VaultChild
  readonly client: Client<C>
  hasAnswered: boolean
  /** Runs out when it has been asked and does not answer. */
  deadline?: NodeJS.Timeout
}

export function vaultClient<C>(start: () => Promise<VaultChild>): VaultClient<C> {
  const waiting = new Set<Waiting<C>>()
  let current: Current<C> | undefined
  let starting: Promise<void> | undefined
  /** The end of the vault before: its folder is locked until then, also when only the wire broke. */
  let ended: Promise<void> = Promise.resolve()
  const closing = new AbortController()
  let closed = false
  /** Starts since the last answer. */
  let fruitless = 0

  function noteAnswer(vault: Current<C>): void {
    fruitless = 0
    vault.hasAnswered = true
    clearTimeout(vault.deadline)
  }

  async function send(question: Waiting<C>, vault: Current<C>): Promise<void> {
    // Its end is told to everybody by its wire.
    if (!vault.hasAnswered) vault.deadline ??= setTimeout(() => vault.child.port.close(), patience).unref()
    try {
      await question.ask(vault.client)
      waiting.delete(question)
      noteAnswer(vault)
    } catch (error) {
      const broke = isAppError(error, 'offline')
      if (error instanceof AppError && !broke) noteAnswer(vault)
      // It stays in the queue: the restart asks it again.
      if (broke && !closed && ++question.deaths < maxDeaths) return
      waiting.delete(question)
      question.reject(broke ? (closed ? over() : stopped(error)) : error)
    }
  }

  function ensureStarted(): void {
    if (closed || current || starting) return
    starting = run().finally(() => {
      starting = undefined
      // It may have ended again before this was noted.
      if (waiting.size > 0 && !current) ensureStarted()
    })
  }

  async function run(): Promise<void> {
    await ended
    for (let failed = 0; ; ) {
      const pause = pauses[Math.min(fruitless, pauses.length - 1)] ?? 0
      fruitless += 1
      if (pause > 0) await sleep(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      if (closed) return
      try {
        return await use(await start())
      } catch (cause) {
        failed += 1
        if (failed < maxFailedStarts) continue
        for (const question of waiting) question.reject(stopped(cause))
        return waiting.clear()
      }
    }
  }

  /** Asks it everything that waits. */
  async function use(child: VaultChild): Promise<void> {
    if (closed) return await child.stop()
    const vault: Current<C> = { child, client: connect<C>(child.port), hasAnswered: false }
    current = vault
    void vault.client.closed.then(() => {
      clearTimeout(vault.deadline)
      current = undefined
      ended = child.stop()
      if (waiting.size > 0) ensureStarted()
    })
    for (const question of waiting) void send(question, vault)
  }

  ensureStarted()
  return {
    call(name, input) {
      return new Promise((resolve, reject) => {
        if (closed) throw over()
        const question: Waiting<C> = {
          ask: async (client) => resolve(await client.call(name, input)),
          reject,
          deaths: 0,
        }
        waiting.add(question)
        if (current) void send(question, current)
        else ensureStarted()
      })
    },
    async close() {
      if (!closed) {
        closed = true
        closing.abort()
        for (const question of waiting) question.reject(over())
        waiting.clear()
      }
      await starting
      await current?.child.stop()
      await ended
    },
  }
}

const over = () => fail('cancelled', 'The application ends.')

function stopped(cause: unknown) {
  return fail('unavailable', 'The store of this application stopped and could not be started again.', {
    cause,
    reason: 'store-broken',
  })
}
