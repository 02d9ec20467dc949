import { Buffer } from 'node:buffer'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { z } from 'zod'
import type { FileIndexEnd, FileIndexPart } from '../../../shared/domain/file-index.ts'
import { pathFromBytes } from '../../../shared/domain/path-bytes.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { indexScript } from './index-script.ts'
import { runScript } from './run-script.ts'

const unpack = promisify(inflate)

/** What one answer may unpack to: 20,000 of the longest paths would be more, and are no workspace. */
const maxUnpacked = 32 * 1024 * 1024

const page = z.object({
  paths: z.base64(),
  count: z.int(),
  more: z.boolean(),
  last: z.base64(),
  leftOut: z.record(z.string(), z.int()),
  unreadable: z.int(),
  tooDeep: z.int(),
})

export interface IndexOptions {
  readonly signal?: AbortSignal
  /** Entries of one answer. */
  readonly pageSize?: number
  /** Entries of all of them. */
  readonly most?: number
  /** How deep below the folder it looks. */
  readonly depth?: number
}

/** Seconds of one answer, and of the whole (ms). */
const pageSeconds = 4
const wholeMs = 60_000

/**
 * All that lies below a folder, in parts as they are found; the last one has `end`. A hundred thousand entries are five
 * answers of the server. What is deeper, more or slower than its limits is left out, and `end` says so.
 */
export async function* indexFolder(
  sandbox: Sandbox,
  path: string,
  { signal, pageSize = 20_000, most = 200_000, depth = 40 }: IndexOptions = {},
): AsyncGenerator<FileIndexPart> {
  const began = performance.now()
  const leftOut: Record<string, number> = {}
  let [after, count, unreadable, tooDeep] = ['', 0, 0, 0]
  for (;;) {
    const size = Math.min(pageSize, most - count)
    const args = [after, String(size), String(pageSeconds), String(depth)]
    const answer = await runScript(sandbox, indexScript, args, page, path, signal)
    const paths = await pathsOf(answer.paths)
    count += paths.length
    unreadable += answer.unreadable
    tooDeep += answer.tooDeep
    for (const [name, times] of Object.entries(answer.leftOut)) leftOut[name] = (leftOut[name] ?? 0) + times
    const stopped: FileIndexEnd['stopped'] =
      count >= most ? 'entries' : performance.now() - began > wholeMs ? 'time' : undefined
    if (!answer.more || stopped !== undefined) {
      const end = { asOf: Date.now(), leftOut, unreadable, tooDeep }
      yield { paths, end: answer.more && stopped !== undefined ? { ...end, stopped } : end }
      return
    }
    yield { paths }
    after = answer.last
  }
}

// ignoreBOM: a name may begin with one.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

async function pathsOf(packed: string): Promise<readonly string[]> {
  const bytes = await unpack(Buffer.from(packed, 'base64'), { maxOutputLength: maxUnpacked })
  try {
    return strict.decode(bytes).split('\0').slice(0, -1)
  } catch {
    return eachOf(bytes)
  }
}

/** One by one, where some name is no UTF-8. */
function eachOf(bytes: Buffer): readonly string[] {
  const paths: string[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0, from)
    paths.push(pathFromBytes(bytes.subarray(from, end)))
    from = end + 1
  }
  return paths
}
