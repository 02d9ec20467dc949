import { fail } from '../../../shared/domain/errors.ts'
import type { OutputPiece } from '../../../shared/domain/run.ts'
import { isOver } from '../../../shared/domain/run.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { KeptRun, Records, StreamOffsets } from '../records/records.ts'

/** A run in memory, with the words by which it is found. */
interface MemoryRun {
  kept: KeptRun
  code: string
  /** Counts up. */
  readonly place: number
  readonly pieces: OutputPiece[]
}

/** Runs without a vault behind them. */
export interface MemoryRuns {
  readonly records: Records['runs']
  readonly kept: ReadonlyMap<string, MemoryRun>
  /** Gives up the output of runs that are over and began before this time; the bytes that became free. */
  free(before: number): number
}

export function memoryRuns(): MemoryRuns {
  const kept = new Map<string, MemoryRun>()
  let places = 0
  const get = (runId: string): MemoryRun => {
    const run = kept.get(runId)
    if (!run) throw fail('not-found', 'This run is not kept any more.')
    return run
  }
  const byStart = () => [...kept.values()].sort((a, b) => a.kept.run.startedAt - b.kept.run.startedAt)
  const records: Records['runs'] = {
    put: async ({ run, sandboxId, code }) => {
      const before = kept.get(run.id)
      const freedAt = before?.kept.outputFreedAt
      kept.set(run.id, {
        kept: {
          run,
          ...(sandboxId === undefined ? {} : { sandboxId }),
          ...(freedAt === undefined ? {} : { outputFreedAt: freedAt }),
        },
        code: code ?? before?.code ?? '',
        place: before?.place ?? ++places,
        pieces: before?.pieces ?? [],
      })
    },
    list: async (session, limit) =>
      byStart()
        .map((one) => one.kept)
        .filter(({ run }) => sessionKey(run.session) === sessionKey(session))
        .slice(-limit),
    unsettled: async () =>
      byStart()
        .map((one) => one.kept)
        .filter(({ run }) => !isOver(run)),
    count: async (session) =>
      [...kept.values()].filter(({ kept: { run } }) => sessionKey(run.session) === sessionKey(session)).length,
    get: async (runId) => get(runId).kept,
    search: async (wanted) => {
      const words = wanted.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
      if (words.length === 0 && wanted.text.trim() !== '') return []
      const connectionId = wanted.session?.connectionId ?? wanted.connectionId
      return [...kept.values()]
        .sort((a, b) => b.place - a.place)
        .filter(({ kept: { run } }) => connectionId === undefined || run.session.connectionId === connectionId)
        .filter(({ kept: { run } }) => !wanted.session || sessionKey(run.session) === sessionKey(wanted.session))
        .filter(({ place }) => place < (wanted.before ?? Number.POSITIVE_INFINITY))
        .filter((one) => {
          const found = textOf(one).match(/[\p{L}\p{N}]+/gu) ?? []
          return words.every((word) => found.some((other) => other.startsWith(word)))
        })
        .slice(0, wanted.limit)
        .map(({ kept: one, place }) => ({ ...one, excerpt: one.run.title, place }))
    },
    removeAll: async (session) => {
      for (const [id, { kept: one }] of kept) if (sessionKey(one.run.session) === sessionKey(session)) kept.delete(id)
    },
    append: async (runId, pieces) => {
      const run = get(runId)
      for (const piece of pieces) {
        const end = endsOf(run.pieces)[piece.stream]
        const fresh = piece.bytes.slice(Math.max(0, Math.min(end - piece.offset, piece.bytes.byteLength)))
        if (fresh.byteLength > 0)
          run.pieces.push({ ...piece, offset: piece.offset + piece.bytes.byteLength - fresh.byteLength, bytes: fresh })
      }
    },
    read: async (runId, from, maxBytes) => {
      const { pieces } = get(runId)
      const answer: OutputPiece[] = []
      let left = maxBytes
      for (const { stream, offset, bytes } of pieces) {
        const skip = Math.max(0, from[stream] - offset)
        if (skip >= bytes.byteLength || left <= 0) continue
        const some = bytes.slice(skip, skip + left)
        left -= some.byteLength
        answer.push({ stream, offset: offset + skip, bytes: some })
      }
      return { pieces: answer, ends: endsOf(pieces) }
    },
  }
  return {
    records,
    kept,
    free: (before) => {
      let bytes = 0
      for (const one of kept.values()) {
        if (!isOver(one.kept.run) || one.kept.run.startedAt >= before || one.pieces.length === 0) continue
        for (const piece of one.pieces.splice(0)) bytes += piece.bytes.byteLength
        one.kept = { ...one.kept, outputFreedAt: Date.now() }
      }
      return bytes
    },
  }
}

function endsOf(pieces: readonly OutputPiece[]): StreamOffsets {
  const ends = { stdout: 0, stderr: 0 }
  for (const { stream, offset, bytes } of pieces) ends[stream] = Math.max(ends[stream], offset + bytes.byteLength)
  return ends
}

function textOf({ kept, code, pieces }: MemoryRun): string {
  const decoder = new TextDecoder()
  const output = kept.run.state.name === 'settled' ? pieces.map(({ bytes }) => decoder.decode(bytes)).join('') : ''
  return `${kept.run.title} ${code} ${output}`.toLowerCase()
}
