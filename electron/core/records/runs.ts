import type { OutputPiece } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { FoundRun, KeptOutput, KeptRun, RunToKeep, StreamOffsets } from '../../vault/contract.ts'
import type { VaultCaller } from './caller.ts'

/** Which runs are looked for. */
export interface RunSearch {
  /** Words, or their beginnings, that title, code or the beginning of the output hold. */
  readonly text: string
  readonly connectionId?: string
  readonly session?: SessionRef
  /** Only runs before this `place`: the next page. */
  readonly before?: number
  readonly limit: number
}

/** Runs and what they printed. */
export interface RunRecords {
  /** Replaces what was kept of it but its output; `code` stays when it is not given. */
  put(kept: RunToKeep): Promise<void>
  /** The latest of a session, the newest last. */
  list(session: SessionRef, limit: number): Promise<readonly KeptRun[]>
  /** How many of a session are kept. */
  count(session: SessionRef): Promise<number>
  /** Runs of all sessions that were not over when they were last kept. */
  unsettled(): Promise<readonly KeptRun[]>
  /** Rejects with `not-found`. */
  get(runId: string): Promise<KeptRun>
  /** The newest first. */
  search(wanted: RunSearch): Promise<readonly FoundRun[]>
  /** All of a session, with their output. */
  removeAll(session: SessionRef): Promise<void>
  /**
   * Keeps output, at most 1 MiB at a time. What is kept already is not taken again; a piece that begins behind it leaves
   * a gap. Rejects with `not-found` for a run that is not kept, and with `too-large` above what one run may keep.
   */
  append(runId: string, pieces: readonly OutputPiece[]): Promise<void>
  /** In the order of arrival, from these offsets on, at most 1 MiB. Without pieces there is no more. */
  read(runId: string, from: StreamOffsets, maxBytes: number): Promise<KeptOutput>
}

export function runRecords(vault: VaultCaller): RunRecords {
  return {
    put: (kept) => vault.call('runs.put', kept),
    list: ({ connectionId, sessionId }, limit) =>
      vault.call('runs.list', { session: { connectionId, sessionId }, limit }),
    count: ({ connectionId, sessionId }) => vault.call('runs.count', { connectionId, sessionId }),
    unsettled: () => vault.call('runs.unsettled', undefined),
    get: (runId) => vault.call('runs.get', { runId }),
    search: (wanted) => vault.call('runs.search', wanted),
    removeAll: ({ connectionId, sessionId }) => vault.call('runs.removeAll', { connectionId, sessionId }),
    append: (runId, pieces) => vault.call('runs.append', { runId, pieces: [...pieces] }),
    read: (runId, from, maxBytes) => vault.call('runs.read', { runId, from, maxBytes }),
  }
}
