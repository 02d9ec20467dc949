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

/** ms before a start, by how many there were since the last answer: a first death may be bad luck. */
const pauses = [0, 0, 100, 500, 2_000] as const

/**
 * The vault's client across restarts: when the vault ends it is started again and everything unanswered is asked again
 * in the same order, which is right because every call of its contract can be repeated. Callers only wait longer. They
 * get `unavailable` when the vault cannot be started, or ends again and again.
 */
export interface VaultClient<C> {
  call<N extends CallName<C>>(name: N, input: InputOf<C[N]>): Promise<OutputOf<C[N]>>
  /** Ends the vault, which first commits all writes that were sent; their callers get `cancelled`. */
  close(): Promise<void>
}

export function vaultClient<C>(start: () => Promise<VaultChild>): VaultClient<C> {
  const waiting = new Set<Waiting<C>>()
  let current: { readonly child: VaultChild; readonly client: Client<C> } | undefined
  let starting: Promise<void> | undefined
  /** The end of the vault before: its folder is locked until then, also when only the wire broke. */
  let ended: Promise<void> = Promise.resolve()
  const closing = new AbortController()
  let closed = false
  /** Starts since the last answer. */
  let fruitless = 0

  async function send(question: Waiting<C>, client: Client<C>): Promise<void> {
    try {
      await question.ask(client)
      waiting.delete(question)
      fruitless = 0
    } catch (error) {
      const broke = isAppError(error, 'offline')
      if (error instanceof AppError && !broke) fruitless = 0
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
    try {
      await ended
      const pause = pauses[Math.min(fruitless, pauses.length - 1)] ?? 0
      fruitless += 1
      if (pause > 0) await sleep(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      if (closed) return
      const child = await start()
      if (closed) return await child.stop()
      const client = connect<C>(child.port)
      current = { child, client }
      void client.closed.then(() => {
        current = undefined
        ended = child.stop()
        if (waiting.size > 0) ensureStarted()
      })
      for (const question of waiting) void send(question, client)
    } catch (cause) {
      for (const question of waiting) question.reject(stopped(cause))
      waiting.clear()
    }
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
        if (current) void send(question, current.client)
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
  return fail('unavailable', 'The store of this application stopped and could not be started again.', { cause })
}
