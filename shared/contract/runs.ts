import { z } from 'zod'
import type { FoundRun, OutputPiece, Run } from '../domain/run.ts'
import { runLanguages } from '../domain/run.ts'
import { call, stream } from '../wire/contract.ts'
import { consoleId, documentId, path, runId, sessionRef, sha256, title } from './schemas.ts'

/** Seconds; the API's hard end is 300 (API note 3.4). */
const limit = z.int().min(1).max(290)

const lineNumber = z.int().min(1).max(10_000_000)
const cellNumber = z.int().min(1).max(2000)

const part = z.object({
  firstLine: lineNumber,
  lastLine: lineNumber,
  cells: z
    .object({
      first: cellNumber,
      of: cellNumber,
      hashes: z
        .array(z.string().regex(/^[0-9a-f]{16}$/))
        .min(1)
        .max(500)
        .readonly(),
    })
    .exactOptional(),
})

export const runs = {
  /** Answers as soon as the run is on its way; what becomes of it shows in `runs.watch`. */
  'runs.start': call<Run>()(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('code'),
        session: sessionRef,
        title,
        language: z.enum(runLanguages),
        code: z.string().max(32 * 1024 * 1024),
        limit,
        sourceHash: sha256,
        documentId,
        part: part.exactOptional(),
      }),
      z.object({
        kind: z.literal('command'),
        session: sessionRef,
        command: z.string().min(1).max(100_000),
        limit,
        cwd: path.exactOptional(),
        consoleId: consoleId.exactOptional(),
      }),
    ]),
  ),
  /** Asks its processes to end, then ends them. Answers when that was sent; the outcome shows in `runs.watch`. */
  'runs.stop': call<void>()(z.object({ runId })),
  /** The runs of one session, newest last, at once and after each change. They live in main: a reload loses none. */
  'runs.watch': stream<readonly Run[]>()(sessionRef),
  /**
   * Runs of this computer whose title, code or beginning of output holds all of these words or their beginnings; all runs
   * without words. The newest first.
   */
  'runs.find': call<readonly FoundRun[]>()(
    z.object({
      text: z.string().max(1000),
      session: sessionRef.exactOptional(),
      /** Only runs before this place: `place` of the last one gives the next page. */
      before: z.int().exactOptional(),
      limit: z.int().min(1).max(500),
    }),
  ),
  /** All output of a run from the first byte to its end, waiting for what is not there yet. */
  'runs.output': stream<OutputPiece>()(z.object({ runId })),
} as const
