import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { AppError, fail, isAppError } from '../../../shared/domain/errors.ts'
import { pathToBytes, shownPath } from '../../../shared/domain/path-bytes.ts'
import { factsOf } from '../api/facts-of.ts'
import { pythonCommand } from '../api/python-command.ts'
import type { Sandbox } from '../api/sandbox.ts'
import type { ExecResult } from '../api/wire.ts'

const answer = z.union([
  z.object({ ok: z.unknown() }),
  z.object({
    error: z.enum(['not-found', 'conflict', 'refused', 'too-large']),
    words: z.string(),
  }),
])

/** Seconds: a folder of 100,000 files, or a file of many megabytes, on a busy host. */
const limit = 60

function base64(path: string): string {
  return Buffer.from(pathToBytes(path)).toString('base64')
}

/**
 * Runs one of our programs in a sandbox on a path and reads what it answers. Its own refusals become errors about `path`;
 * `gone` when the sandbox is, `unsupported` when it has no Python 3.
 */
export async function runScript<T>(
  { api, id }: Sandbox,
  script: string,
  args: readonly string[],
  schema: z.ZodType<T>,
  path: string,
  signal?: AbortSignal,
): Promise<T> {
  const result = await api.executeShort(
    { sandboxId: id, command: pythonCommand(script, [base64(path), ...args]), workDir: '/', timeout: limit },
    signal ? { signal } : {},
  )
  const said = answerOf(result)
  if ('error' in said) throw new AppError({ code: said.error, message: `${shownPath(path)}: ${sentence(said.words)}` })
  const parsed = schema.safeParse(said.ok)
  if (!parsed.success) throw fail('internal', 'A helper program answered in a form that is not known.')
  return parsed.data
}

function answerOf(result: ExecResult): z.infer<typeof answer> {
  const verdict = factsOf(result)
  if (verdict.kind === 'unknown') throw new AppError(verdict.error)
  const { facts } = verdict
  if (facts.error?.code === 'gone') throw new AppError(facts.error)
  if (facts.killedBy === 'limit') throw fail('timeout', `The sandbox did not finish this within ${limit} seconds.`)
  if (facts.exitCode === 127 || facts.error?.code === 'refused')
    throw fail('unsupported', 'This sandbox has no Python 3, which reading and writing its files needs.')
  if (facts.signal === 9) throw fail('server', 'The sandbox ended the helper program, likely for want of memory.')
  try {
    const parsed = answer.safeParse(JSON.parse(result.stdout))
    if (parsed.success) return parsed.data
  } catch {
    // Said below.
  }
  throw fail('server', `A helper program failed in the sandbox (exit code ${facts.exitCode ?? 'unknown'}).`)
}

/** Capital letter and full stop around an operating system's words. */
function sentence(words: string): string {
  const text = words.trim()
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

/** A file's sandbox: what has none is `gone` here (the contract of files). */
export function sandboxForFiles(find: () => Sandbox): Sandbox {
  try {
    return find()
  } catch (error) {
    if (isAppError(error, 'refused')) throw fail('gone', error.message)
    throw error
  }
}
