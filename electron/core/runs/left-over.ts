import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { SandboxApi } from '../api/client.ts'
import type { Sandbox } from '../api/sandbox.ts'
import type { Log } from '../log.ts'
import { lookUp } from './lookup.ts'
import { askToEnd, countProcesses, endAfterGrace } from './process-scripts.ts'
import type { RunRegistry } from './registry.ts'

export interface LeftOverOptions {
  readonly apiOf: (connectionId: string) => SandboxApi
  readonly registry: RunRegistry
  /** See `LookupOptions`. */
  readonly isWatched: () => boolean
  readonly log: Log
}

/** Settled runs whose program goes on: a limit of the API ends only the waiting. */
export class LeftOver {
  readonly #options: LeftOverOptions
  /** The sandbox of each. */
  readonly #sandboxes = new Map<string, string>()
  readonly #closed = new AbortController()

  constructor(options: LeftOverOptions) {
    this.#options = options
  }

  add(runId: string, sandboxId: string): void {
    this.#sandboxes.set(runId, sandboxId)
  }

  has(runId: string): boolean {
    return this.#sandboxes.has(runId)
  }

  /** One that was added and that an earlier start of the application left: whether it still runs is looked at, as soon as that can be. */
  async lookAgain(run: Run, sandboxId: string): Promise<void> {
    const seen = new AbortController()
    const end = () => seen.abort()
    this.#closed.signal.addEventListener('abort', end, { once: true })
    const found = await lookUp({
      sandbox: () => this.#sandboxOf(run, sandboxId),
      runId: run.id,
      signal: seen.signal,
      isWatched: this.#options.isWatched,
      onRunning: end,
    })
    this.#closed.signal.removeEventListener('abort', end)
    if (found !== undefined) this.#ended(run.id)
  }

  /** Its processes are ended, and it says so then. */
  async stop(run: Run): Promise<void> {
    const sandbox = this.#sandboxOf(run, this.#sandboxes.get(run.id) ?? '')
    try {
      await askToEnd(sandbox, run.id)
    } catch (error) {
      if (isAppError(error, 'gone')) return this.#ended(run.id)
      throw error
    }
    void endForCertain(sandbox, run.id, this.#options.log).then((certain) => {
      if (certain) this.#ended(run.id)
    })
  }

  close(): void {
    this.#closed.abort()
  }

  #sandboxOf(run: Run, id: string): Sandbox {
    return { api: this.#options.apiOf(run.session.connectionId), id }
  }

  #ended(runId: string): void {
    this.#sandboxes.delete(runId)
    this.#options.registry.setStillRunning(runId, false)
  }
}

/** Gives its processes a while to end, then ends them. Whether that is known to have worked. */
export async function endForCertain(sandbox: Sandbox, runId: string, log: Log): Promise<boolean> {
  try {
    await endAfterGrace(sandbox, runId)
    return (await countProcesses(sandbox, runId)) === 0
  } catch (error) {
    if (isAppError(error, 'gone')) return true
    log.warn('A run could not be ended for certain', { code: toErrorData(error).code })
    return false
  }
}
