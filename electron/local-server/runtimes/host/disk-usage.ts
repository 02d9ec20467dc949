import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Command, Isolation } from './isolation.ts'

const run = promisify(execFile)

/** How a program is run that may read everything. */
export type ReadAll = Isolation['readAll']

/** The least that an entry counts: a million empty files have no size and still fill a disk's table of files. */
const leastEntryBytes = 4096

/**
 * What folders hold on disk, together. Holes of files count nothing, several names of one file once. By `du`: it knows names
 * of any bytes and trees of any depth, follows no link and holds nothing up here.
 *
 * @param readAll runs a program that can read what programs have closed to their own user.
 */
export async function diskUsage(folders: readonly string[], readAll: ReadAll): Promise<number> {
  const [bytes, entries] = await Promise.all([
    sumOf(['--block-size=1', ...common, ...folders], readAll),
    sumOf(['--inodes', ...common, ...folders], readAll),
  ])
  return Math.max(bytes, entries * leastEntryBytes)
}

const common = ['--summarize', '--total', '--one-file-system'] as const

async function sumOf(args: readonly string[], readAll: ReadAll): Promise<number> {
  const plain = await du({ program: 'du', args, cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin' } })
  if (plain.isWhole) return plain.sum
  // What goes while it looks makes it fail too; the sum of the rest is there all the same.
  const { sum } = await du(readAll(['du', ...args]))
  return Math.max(plain.sum, sum)
}

async function du({ program, args, cwd, env }: Command): Promise<{ readonly sum: number; readonly isWhole: boolean }> {
  const sumIn = (text: unknown) => Number(/^(\d+)\ttotal$/m.exec(String(text))?.[1] ?? 0)
  return run(program, args, { cwd, env: { ...env, LC_ALL: 'C' } }).then(
    ({ stdout }) => ({ sum: sumIn(stdout), isWhole: true }),
    (error: unknown) => ({ sum: sumIn(Object(error).stdout), isWhole: false }),
  )
}
