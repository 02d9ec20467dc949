import { isAppError } from '../../../shared/domain/errors.ts'
import type { OutputPiece } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { StorageLimits } from '../../../shared/domain/storage.ts'
import type { FoundRun, KeptOutput, KeptRun, RunToKeep, StreamOffsets } from '../contract/runs.ts'
import type { Outputs } from './content/outputs.ts'
import type { RunQuestion } from './run-search.ts'
import type { runStore } from './runs.ts'
import { codeText, maxHeadBytes, outputText } from './search-text.ts'

const dayMs = 24 * 60 * 60 * 1000
const start: StreamOffsets = { stdout: 0, stderr: 0 }

export interface RunHistoryParts {
  readonly runs: ReturnType<typeof runStore>
  readonly outputs: Outputs
  readonly search: (question: RunQuestion) => readonly FoundRun[]
  readonly limits: () => StorageLimits
}

/** Runs and their output, within limits of age and size. */
export class RunHistory {
  readonly #parts: RunHistoryParts
  readonly #runs: RunHistoryParts['runs']
  readonly #outputs: Outputs
  #tidying: Promise<void> = Promise.resolve()
  #tidyWanted = false

  constructor(parts: RunHistoryParts) {
    this.#parts = parts
    this.#runs = parts.runs
    this.#outputs = parts.outputs
  }

  async put(kept: RunToKeep): Promise<void> {
    const texts = kept.code === undefined ? {} : { code: codeText(kept.code) }
    if (kept.run.state.name !== 'settled') return await this.#runs.put(kept, texts)
    const head = await this.#outputs.read(kept.run.id, start, maxHeadBytes)
    await this.#runs.put(kept, { ...texts, output: outputText(head) })
  }

  list(session: SessionRef, limit: number): readonly KeptRun[] {
    return this.#runs.list(session, limit)
  }

  count(session: SessionRef): number {
    return this.#runs.ids(session).length
  }

  unsettled(): readonly KeptRun[] {
    return this.#runs.unsettled()
  }

  get(runId: string): KeptRun {
    return this.#runs.get(runId)
  }

  search(question: RunQuestion): readonly FoundRun[] {
    return this.#parts.search(question)
  }

  async removeAll(session: SessionRef): Promise<void> {
    await this.#removeRuns(this.#runs.ids(session))
  }

  async append(runId: string, pieces: readonly OutputPiece[]): Promise<void> {
    // What is given up stays so.
    if (!this.#runs.hasOutput(runId)) return
    await this.#outputs.append(runId, pieces)
    if (this.#outputs.total > this.#parts.limits().outputBytes) this.tidyLater()
  }

  async read(runId: string, from: StreamOffsets, maxBytes: number): Promise<KeptOutput> {
    // It may still be there, and is being deleted.
    if (!this.#runs.hasOutput(runId)) return { pieces: [], ends: start }
    return await this.#outputs.read(runId, from, maxBytes)
  }

  /** Bytes on the disk, and of how many runs. */
  async usage(): Promise<{ readonly bytes: number; readonly runs: number }> {
    const sizes = await this.#outputs.sizes()
    return { bytes: this.#outputs.total, runs: sizes.size }
  }

  /** Gives up the output of all runs that are over and began before this time. How many bytes became free. */
  async freeOutputs(before: number): Promise<number> {
    const sizes = await this.#outputs.sizes()
    return await this.#free(this.#runs.withOutput(before).flatMap(({ id }) => (sizes.has(id) ? [id] : [])))
  }

  /** Brings everything within the limits, in the background; one that fails is tried again at the next occasion. */
  tidyLater(): void {
    if (this.#tidyWanted) return
    this.#tidyWanted = true
    this.#tidying = this.#tidying.then(async () => {
      this.#tidyWanted = false
      await this.tidy(Date.now()).catch(() => undefined)
    })
  }

  /** @param now ms, our clock */
  async tidy(now: number): Promise<void> {
    const limits = this.#parts.limits()
    const sizes = await this.#outputs.sizes()
    await this.#deleteOutputs()
    await this.#removeRuns(this.#runs.surplus(limits.runs))
    await this.freeOutputs(now - limits.outputDays * dayMs)
    let surplus = this.#outputs.total - limits.outputBytes
    if (surplus <= 0) return
    const oldest: string[] = []
    for (const { id } of this.#runs.withOutput(Number.MAX_SAFE_INTEGER)) {
      if (surplus <= 0) break
      const size = sizes.get(id)
      if (size === undefined) continue
      oldest.push(id)
      surplus -= size
    }
    await this.#free(oldest)
  }

  /** Resolves when nothing is being tidied, and closes the files. */
  async close(): Promise<void> {
    await this.#tidying
    await this.#outputs.close()
  }

  async #free(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0
    try {
      await this.#runs.giveUpOutput(ids, Date.now())
    } catch (error) {
      if (!isAppError(error, 'unavailable')) throw error
      // A disk so full that the note has no room: deleting makes it. A crash between shows when the output is read.
      const freed = await this.#outputs.remove(ids)
      await this.#runs.giveUpOutput(ids, Date.now())
      return freed
    }
    return await this.#deleteOutputs()
  }

  /** Noted first, then deleted: a crash between leaves what the next start deletes. Nothing else is ever deleted. */
  async #deleteOutputs(): Promise<number> {
    const ids = this.#runs.outputsToDelete()
    if (ids.length === 0) return 0
    const freed = await this.#outputs.remove(ids)
    await this.#runs.outputDeleted(ids)
    return freed
  }

  async #removeRuns(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await this.#runs.remove(ids)
    await this.#deleteOutputs()
  }
}
