import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from './isolation.ts'
import { collectWords } from './running.ts'

/** Runs a command in a workspace. */
type InWorkspace = (command: readonly string[]) => Command

/**
 * tar is the system's own, and runs isolated: it knows names of any bytes, trees of any depth and holes, and a link in the
 * files leads it nowhere. What only GNU's takes is left out with any other.
 */
const exportScript =
  'case "$(tar --version 2>&1)" in *GNU*) set -- --sparse --format=posix;; esac; exec tar "$@" -cf - .'
const importCommand = ['tar', '-xpf', '-'] as const

/** @returns a tar stream that breaks with tar's words. */
export function exportTar(inWorkspace: InWorkspace): Readable {
  const { child, end } = start(inWorkspace(['sh', '-c', exportScript]), 'export')
  const stream = new PassThrough()
  child.stdin?.end()
  // Not ended before tar has: its words come last.
  child.stdout?.on('error', () => undefined)
  child.stdout?.pipe(stream, { end: false })
  stream.once('close', () => child.kill('SIGKILL'))
  end.then(
    () => stream.end(),
    (error: Error) => stream.destroy(error),
  )
  return stream
}

/** @throws Error with tar's words, or the error of the stream. */
export async function importTar(inWorkspace: InWorkspace, tar: Readable): Promise<void> {
  const { child, end } = start(inWorkspace(importCommand), 'import')
  child.stdout?.resume()
  const [sent, ended] = await Promise.allSettled([child.stdin === null ? undefined : pipeline(tar, child.stdin), end])
  if (ended.status === 'rejected' && !tar.errored) throw ended.reason
  if (sent.status === 'rejected' && tar.errored) throw sent.reason
}

function start(command: Command, what: string): { readonly child: ChildProcess; readonly end: Promise<void> } {
  const { program, args, cwd, env } = command
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const words = collectWords(child.stderr)
  const end = once(child, 'close').then(async ([code]) => {
    if (code !== 0) throw new Error(`The ${what} of a workspace failed. ${(await words) || `tar ended with ${code}`}`)
  })
  return { child, end }
}
