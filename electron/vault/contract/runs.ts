import { z } from 'zod'
import { bytes, connectionId, runId, sessionRef } from '../../../shared/contract/schemas.ts'
import type { OutputPiece, Run } from '../../../shared/domain/run.ts'
import { call } from '../../../shared/wire/contract.ts'

/** A place in each stream of a run. */
export interface StreamOffsets {
  readonly stdout: number
  readonly stderr: number
}

/** A run as it is kept. */
export interface KeptRun {
  readonly run: Run
  /** Where it runs, or ran. */
  readonly sandboxId?: string
  /** When its output was given up to make room (ms, our clock); absent while it is here. */
  readonly outputFreedAt?: number
}

/** A run to be kept: what replaces all that was kept of it. */
export interface RunToKeep extends Omit<KeptRun, 'outputFreedAt'> {
  /** What ran, for the search; kept from an earlier time when absent. */
  readonly code?: string
}

/** A run that a search found. */
export interface FoundRun extends KeptRun {
  /** Where the words are: some text around the first, with each of them between U+0001 and U+0002. */
  readonly excerpt: string
  /** Its number among all kept runs: higher for one that was kept later. No two have the same. */
  readonly place: number
}

/** Some of a run's output. */
export interface KeptOutput {
  /** In the order of arrival. One that begins behind the offset asked for tells that what lies between is not here. */
  readonly pieces: readonly OutputPiece[]
  /** Behind the last byte that is kept. */
  readonly ends: StreamOffsets
}

/** Of one answer and of one appending (bytes). */
export const maxOutputBytes = 1024 * 1024

const offset = z.int().min(0)
const limit = z.int().min(1).max(1000)
/** What the vault itself looks at; the rest is kept as it is. */
const ofRun = z.looseObject({
  id: runId,
  session: sessionRef,
  title: z.string(),
  startedAt: z.int(),
  state: z.looseObject({ name: z.enum(['queued', 'running', 'settled', 'unknown']) }),
})
const run = z.custom<Run>((value) => ofRun.safeParse(value).success)

export const runs = {
  'runs.put': call<void>()(
    z.object({
      run,
      sandboxId: z.string().max(200).exactOptional(),
      code: z
        .string()
        .max(32 * 1024 * 1024)
        .exactOptional(),
    }),
  ),
  /** The latest of a session, the newest last. */
  'runs.list': call<readonly KeptRun[]>()(z.object({ session: sessionRef, limit })),
  /** How many of a session are kept. */
  'runs.count': call<number>()(sessionRef),
  /** Runs of all sessions that were not settled when they were last kept. */
  'runs.unsettled': call<readonly KeptRun[]>()(z.undefined().or(z.null())),
  /** Throws `not-found`. */
  'runs.get': call<KeptRun>()(z.object({ runId })),
  /**
   * Runs whose title, code or beginning of output holds all of these words or their beginnings, the newest first. Code
   * counts with its first 32 KiB, output with its first 16 KiB and when the run is settled.
   */
  'runs.search': call<readonly FoundRun[]>()(
    z.object({
      text: z.string().max(1000),
      connectionId: connectionId.exactOptional(),
      session: sessionRef.exactOptional(),
      /** Only runs before this place: `place` of the last one gives the next page. */
      before: z.int().exactOptional(),
      limit,
    }),
  ),
  /** All of a session, with their output. */
  'runs.removeAll': call<void>()(sessionRef),

  /**
   * Keeps output. A piece that begins behind what is kept leaves a gap, for what was lost on the way. Throws `not-found`
   * for a run that is not kept, and `too-large` above what one run may keep.
   */
  'runs.append': call<void>()(
    z.object({
      runId,
      pieces: z
        .array(z.object({ stream: z.enum(['stdout', 'stderr']), offset, bytes }))
        .refine((pieces) => pieces.reduce((sum, piece) => sum + piece.bytes.byteLength, 0) <= maxOutputBytes),
    }),
  ),
  /** At most `maxOutputBytes` from these offsets on. Without pieces: there is no more. */
  'runs.read': call<KeptOutput>()(
    z.object({
      runId,
      from: z.object({ stdout: offset, stderr: offset }),
      maxBytes: z.int().min(1).max(maxOutputBytes),
    }),
  ),
} as const
