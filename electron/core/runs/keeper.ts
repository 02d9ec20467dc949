import { setTimeout as sleep } from 'node:timers/promises'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { OutputPiece, Run } from '../../../shared/domain/run.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import type { RunOutput } from './output.ts'
import { piecesOf, sizeOf, withKeptBytes } from './output.ts'

export interface RunKeeperOptions {
  readonly records: Records['runs']
  readonly log: Log
  /** Told when all that a run printed is on disk. */
  readonly onOutputKept: (runId: string) => void
}

/** What is known of a run beside its state. */
interface Kept {
  /** As it was asked for, until that is on disk: output has to belong to something. */
  first?: Run
  latest: Run
  code?: string | undefined
  sandboxId?: string | undefined
  output?: RunOutput
  /** Somebody sees to it that `latest` and `output` get on disk. */
  working: boolean
  /** `latest` is not on disk yet. */
  changed: boolean
}

/** Bytes of output that go to the vault at a time. */
const appendBytes = 512 * 1024

/** ms before what could not be kept is tried again: a disk that was full, a vault that could not be started. */
const pauses = [500, 2_000, 10_000] as const

/**
 * Keeps runs on disk as they happen, behind the screen: nobody waits for it. Output goes before the state that claims
 * it, so that a crash between leaves a run that is looked up, never one that is said to be whole and is not.
 */
export class RunKeeper {
  readonly #options: RunKeeperOptions
  readonly #runs = new Map<string, Kept>()
  readonly #working = new Set<Promise<void>>()
  readonly #closed = new AbortController()
  #warned = false

  constructor(options: RunKeeperOptions) {
    this.#options = options
  }

  /**
   * A run that has just been asked for.
   * @param about what ran, for the search, and the sandbox that it will go to by all that is known
   */
  begin(run: Run, about: { readonly code: string | undefined; readonly sandboxId: string | undefined }): void {
    this.#runs.set(run.id, { first: run, latest: run, working: false, changed: false, ...about })
    this.#work(run.id)
  }

  /** One that was kept by an earlier start and is not over. */
  resume(run: Run, sandboxId: string | undefined): void {
    this.#runs.set(run.id, {
      latest: run,
      working: false,
      changed: false,
      ...(sandboxId === undefined ? {} : { sandboxId }),
    })
  }

  /** Where it runs is known now. */
  inSandbox(runId: string, sandboxId: string): void {
    const kept = this.#runs.get(runId)
    if (kept) kept.sandboxId = sandboxId
  }

  /** Its state changed, or what it printed came. */
  changed(run: Run, output?: RunOutput): void {
    const kept = this.#runs.get(run.id) ?? { latest: run, working: false, changed: true }
    this.#runs.set(run.id, kept)
    kept.latest = run
    if (output) kept.output = output
    kept.changed = true
    this.#work(run.id)
  }

  /** Resolves when everything told so far is on disk. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working)
  }

  /** What could not be kept is not tried again. */
  close(): void {
    this.#closed.abort()
  }

  #work(runId: string): void {
    const kept = this.#runs.get(runId)
    if (!kept || kept.working) return
    kept.working = true
    const work = this.#keep(runId, kept).finally(() => this.#working.delete(work))
    this.#working.add(work)
  }

  async #keep(runId: string, kept: Kept): Promise<void> {
    for (let attempt = 0; kept.first || kept.output || kept.changed; ) {
      try {
        await this.#keepNext(kept)
        attempt = 0
        this.#warned = false
      } catch (error) {
        if (!this.#canBeTriedAgain(error)) return void this.#runs.delete(runId)
        const pause = pauses[Math.min(attempt, pauses.length - 1)]
        attempt += 1
        await sleep(pause, undefined, { signal: this.#closed.signal, ref: false }).catch(() => undefined)
        if (this.#closed.signal.aborted) return
      }
    }
    // Here, and not when the promise has settled: what changes in between must find nobody at work.
    kept.working = false
    if (isSettled(kept.latest)) this.#runs.delete(runId)
  }

  /** The next of what is not on disk: that it was asked for, what it printed, what became of it. */
  async #keepNext(kept: Kept): Promise<void> {
    const { first, latest, output, code, sandboxId } = kept
    const { records, onOutputKept } = this.#options
    if (first) {
      await records.put({
        run: first,
        ...(sandboxId === undefined ? {} : { sandboxId }),
        ...(code === undefined ? {} : { code }),
      })
      delete kept.first
      delete kept.code
    } else if (output) {
      const { stdout, stderr } = await this.#append(latest.id, output)
      delete kept.output
      if (stdout + stderr < sizeOf(output)) kept.latest = withKeptBytes(latest, stdout, stderr)
      else onOutputKept(latest.id)
    } else {
      await records.put({ run: latest, ...(sandboxId === undefined ? {} : { sandboxId }) })
      kept.changed = kept.latest !== latest
    }
  }

  #canBeTriedAgain(error: unknown): boolean {
    // Removed with its session, in the meantime; or the application ends.
    if (isAppError(error, 'not-found') || isAppError(error, 'cancelled')) return false
    if (!this.#warned) this.#options.log.warn('A run could not be kept', { code: toErrorData(error).code })
    this.#warned = true
    return isAppError(error, 'unavailable') || isAppError(error, 'refused')
  }

  /** How much of it is on disk then: more than one run may keep is not. */
  async #append(runId: string, output: RunOutput): Promise<{ stdout: number; stderr: number }> {
    const kept = { stdout: 0, stderr: 0 }
    let batch: OutputPiece[] = []
    let bytes = 0
    const send = async () => {
      await this.#options.records.append(runId, batch)
      for (const piece of batch) kept[piece.stream] = piece.offset + piece.bytes.byteLength
      batch = []
      bytes = 0
    }
    try {
      for (const piece of piecesOf(output)) {
        batch.push(piece)
        bytes += piece.bytes.byteLength
        if (bytes >= appendBytes) await send()
      }
      if (batch.length > 0) await send()
    } catch (error) {
      if (!isAppError(error, 'too-large')) throw error
    }
    return kept
  }
}

function isSettled({ state }: Run): boolean {
  return state.name === 'settled' && state.facts.stillRunning !== true
}
