import type { ErrorData } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import type { OutputPiece, Run } from '../../../shared/domain/run.ts'
import { isOver } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { Log } from '../log.ts'
import type { KeptRun, Records } from '../records/records.ts'
import { withKeptBytes } from './output.ts'
import type { RunRegistry } from './registry.ts'

export interface KeptRunsOptions {
  readonly records: Records['runs']
  readonly registry: RunRegistry
  readonly log: Log
  /** How many of a session are shown. */
  readonly shown: number
  /** Told of each settled run whose program went on when it was last seen. */
  readonly onLeftOver: (run: Run, sandboxId: string) => void
}

/** Asked for at a time (bytes). */
const answerBytes = 512 * 1024

/** What earlier starts of the application left of runs. */
export class KeptRuns {
  readonly #options: KeptRunsOptions
  /** Sessions whose kept runs are in the registry, or on their way there. */
  readonly #loaded = new Set<string>()

  constructor(options: KeptRunsOptions) {
    this.#options = options
  }

  /** Puts the kept runs of a session into the registry, once. Never rejects: a failure is tried again the next time. */
  async load(session: SessionRef): Promise<void> {
    const { records, registry, log, shown, onLeftOver } = this.#options
    const key = sessionKey(session)
    if (this.#loaded.has(key)) return
    this.#loaded.add(key)
    try {
      const kept = await records.list(session, shown)
      // One that is not over is being looked up, and is there already or soon will be.
      const over = kept.filter(({ run }) => isOver(run) && !registry.has(run.id))
      registry.adopt(over.map(shownRun))
      for (const { run, sandboxId } of over)
        if (run.state.name === 'settled' && run.state.facts.stillRunning && sandboxId !== undefined)
          onLeftOver(run, sandboxId)
    } catch (error) {
      this.#loaded.delete(key)
      log.warn('Kept runs could not be read', { code: toErrorData(error).code })
    }
  }

  /** Those that were under way when the application ended, with as much output as is on disk. Never rejects. */
  async underWay(): Promise<readonly KeptRun[]> {
    const { records } = this.#options
    try {
      return await Promise.all(
        (await records.unsettled()).map(async (kept) => {
          const { ends } = await records.read(kept.run.id, { stdout: 0, stderr: 0 }, 1)
          return { ...kept, run: { ...kept.run, stdoutBytes: ends.stdout, stderrBytes: ends.stderr } }
        }),
      )
    } catch (error) {
      this.#options.log.warn('Runs of an earlier start could not be read', { code: toErrorData(error).code })
      return []
    }
  }

  /** All that is on disk of a run's output, in the order of arrival. The run says when it is less than it claims. */
  async *output(runId: string, signal: AbortSignal): AsyncGenerator<OutputPiece, void, void> {
    const { records, registry } = this.#options
    const next = { stdout: 0, stderr: 0 }
    const kept = { stdout: 0, stderr: 0 }
    while (!signal.aborted) {
      const { pieces } = await records.read(runId, next, answerBytes)
      for (const piece of pieces) {
        next[piece.stream] = piece.offset + piece.bytes.byteLength
        kept[piece.stream] += piece.bytes.byteLength
        yield piece
      }
      if (pieces.length > 0) continue
      const { stdoutBytes, stderrBytes } = registry.get(runId)
      // Given up in the meantime, or damaged on the disk.
      if (kept.stdout + kept.stderr < stdoutBytes + stderrBytes) registry.setKeptBytes(runId, kept.stdout, kept.stderr)
      return
    }
  }
}

/** A kept run as it is shown: one whose output was given up says so. */
function shownRun({ run, outputFreedAt }: KeptRun): Run {
  return outputFreedAt === undefined ? run : withKeptBytes(run, 0, 0)
}

/** What is known of a run under which the application ended, before anybody looked. */
export function endedMeanwhile({ state }: Run): ErrorData {
  // What is on disk of it may be a moment old, so that one that was queued there may have begun.
  const message =
    state.name === 'queued'
      ? 'The application ended before it was known whether this had begun.'
      : 'The application ended while it ran.'
  return { code: 'outcome-unknown', message }
}

/** What a look at its processes that found none says of a run whose answer was lost, as it was before that. */
export function endingOf({ state, stdoutBytes, stderrBytes }: Run): string {
  if (state.name === 'queued') return 'It does not run now.'
  return stdoutBytes + stderrBytes > 0
    ? 'It has ended; how, and whether it printed more, is not known.'
    : 'It has ended; how, and what it printed, is not known.'
}

/** The state of such a run when there is nothing to look at. */
export function endedUnseen(run: Run, now: number): Run['state'] {
  return { name: 'unknown', since: now, stillRunning: false, error: endedMeanwhile(run) }
}
