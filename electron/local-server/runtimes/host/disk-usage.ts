import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The least that an entry counts: a million empty files have no size and still fill a disk's table of files. */
const leastEntryBytes = 4096

/**
 * What folders hold on disk, together. Holes of files count nothing, several names of one file once. By `du`: it knows names
 * of any bytes and trees of any depth, follows no link and holds nothing up here.
 */
export async function diskUsage(folders: readonly string[]): Promise<number> {
  const [bytes, entries] = await Promise.all([
    sumOf(['--summarize', '--total', '--one-file-system', '--block-size=1', ...folders]),
    sumOf(['--summarize', '--total', '--one-file-system', '--inodes', ...folders]),
  ])
  return Math.max(bytes, entries * leastEntryBytes)
}

async function sumOf(args: readonly string[]): Promise<number> {
  // What goes while it looks, or was made unreadable, makes it fail; the sum of the rest is there all the same.
  const { stdout } = await run('du', args, { env: { LC_ALL: 'C', PATH: process.env.PATH ?? '/usr/bin:/bin' } }).catch(
    (error: unknown) => ({ stdout: String(Object(error).stdout ?? '') }),
  )
  return Number(/^(\d+)\ttotal$/m.exec(stdout)?.[1] ?? 0)
}
