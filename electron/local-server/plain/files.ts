import { Buffer } from 'node:buffer'
import { posix } from 'node:path'
import { SandboxEndedError, SupervisorError } from '../supervisor/errors.ts'
import { engineEnvironment } from './environment.ts'
import type { ExecuteContext } from './execute.ts'
import { deadWords } from './execute.ts'
import type { FileInfo } from './listing.ts'
import { parseListing } from './listing.ts'
import { bare, Refusal } from './replies.ts'
import type { PlainSandbox } from './sandbox.ts'
import { decodeBytes } from './utf8.ts'

/** What is left of one argument for the base64 of a content, beside `echo '' | base64 -d > ''` and the path. */
const writeArgumentBytes = 131_047

/** @throws Refusal 500 with the words of `ls`. */
export async function listFolder(
  sandbox: PlainSandbox,
  folder: string,
  context: ExecuteContext,
): Promise<readonly FileInfo[]> {
  const at = new Date()
  // A path that begins with a dash is taken for an option.
  const text = await run(sandbox, ['ls', '-la', folder], context, 'failed to list files')
  return parseListing(text, folder, at)
}

/**
 * Truncates the file, then writes it.
 *
 * @throws Refusal 500: too large, or the words of the shell.
 */
export async function writeFile(
  sandbox: PlainSandbox,
  path: string,
  content: string,
  context: ExecuteContext,
): Promise<void> {
  const what = 'failed to write file'
  await run(sandbox, ['mkdir', '-p', posix.dirname(path)], context, what)
  // The reference server puts the path between quotes into a line for a shell, and part of it may be run (trap 6.3).
  if (path.includes("'"))
    throw new Refusal(bare(500, `${what}: exit code 2: sh: 1: Syntax error: Unterminated quoted string`))
  const bytes = Buffer.from(content)
  if (bytes.length > 3 * Math.floor((writeArgumentBytes - Buffer.byteLength(path)) / 4)) {
    throw new Refusal(bare(500, `${what}: exit code 1: exec /usr/bin/sh: argument list too long`))
  }
  const script = 'printf %s "$1" | base64 -d > "$2"'
  await run(sandbox, ['sh', '-c', script, 'sh', bytes.toString('base64'), path], context, what)
}

/** With all that is in it, without a question. @throws Refusal 500 with the words of `rm`. */
export async function removePath(sandbox: PlainSandbox, path: string, context: ExecuteContext): Promise<void> {
  await run(sandbox, ['rm', '-rf', path], context, 'failed to delete file')
}

/** @returns what it printed. @throws Refusal 500 when it failed, or when the sandbox is dead. */
async function run(
  sandbox: PlainSandbox,
  command: readonly string[],
  context: ExecuteContext,
  what: string,
): Promise<string> {
  const { path, pace, settings } = context
  sandbox.lastUse = Date.now()
  await pace.take()
  if (sandbox.programs === undefined) throw new Refusal(bare(500, deadWords(sandbox)))
  const env = engineEnvironment(path, {}) ?? {}
  try {
    const end = await sandbox.programs.run({ command, cwd: '/workspace', env }, settings.times.execute)
    if (end.exitCode === 0) return decodeBytes(end.stdout)
    throw new Refusal(bare(500, `${what}: exit code ${end.exitCode}: ${decodeBytes(end.stderr).trim()}`))
  } catch (error) {
    if (error instanceof SandboxEndedError) throw new Refusal(bare(500, deadWords(sandbox)))
    if (error instanceof SupervisorError) throw new Refusal(bare(500, `${what}: exec failed: ${error.message}`))
    throw error
  }
}
