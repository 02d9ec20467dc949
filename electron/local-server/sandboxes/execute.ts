import { Buffer } from 'node:buffer'
import type { SupervisorClient } from '../supervisor/client.ts'
import { SandboxEndedError, SupervisorError } from '../supervisor/errors.ts'
import type { EndedProgram, OutputFile } from '../supervisor/run-program.ts'
import { runToEnd } from '../supervisor/run-program.ts'
import type { KillCause, KillCauses } from './kill-causes.ts'
import { commandFor } from './languages.ts'

/** `POST /execute` without the sandbox's id. */
export interface ExecRequest {
  /** Wins over `code` when it is not empty. */
  readonly command: readonly string[]
  readonly code: string
  readonly language: string
  readonly workDir: string
  /** Adds to the sandbox's own environment and overrides it. */
  readonly env: Readonly<Record<string, string>>
  /** Whole seconds. */
  readonly timeout: number
  /** So many bytes of each stream are given. */
  readonly outputBytes: number
}

/** Its answer but the output, as the API spells it; the last three fields are this server's own. */
export interface ExecFacts {
  /** The program's own; 128 + n when signal n ended it; -1 when nothing ran to its end. */
  readonly exit_code: number
  readonly duration_ms: number
  readonly timed_out: boolean
  /** Nothing ran to its end, or what ended the program; in words. */
  readonly error?: string
  /** At least one stream was longer than the caller is given; the exit code is the true one all the same. */
  readonly truncated?: true
  /** Where such a stream lies whole inside the sandbox: `size` is less than the stream's length only on a full disk. */
  readonly output_files?: Readonly<Partial<Record<'stdout' | 'stderr', OutputFile>>>
  /** What ended the program with its whole group; of memory and disk `error` says it in words. */
  readonly killed_by?: 'memory' | 'disk' | 'time'
}

/** What ran, and its output, which is still to be read. */
export interface ExecOutcome {
  readonly facts: ExecFacts
  readonly stdout: ExecOutput
  readonly stderr: ExecOutput
  /** Has to be called when the output was read, or will not be. */
  done(): void
}

/** A stream, as much of it as the caller is given. */
export interface ExecOutput {
  /** Bytes. */
  readonly size: number
  /** In order, once. */
  pieces(): AsyncIterable<Buffer>
}

/** Bytes of each stream in an answer: as on every server of this API unless asked otherwise, and at most. */
export const outputLimits = { default: 10 * 1024 * 1024, most: 64 * 1024 * 1024 } as const
/** Seconds a program may take when the request names none, and at most. */
export const timeLimits = { default: 300, most: 86_400 } as const

/**
 * Runs a command or a piece of code. A program that fails, is not found or takes too long is an answer, not an error.
 *
 * @param environment the sandbox's own.
 * @param causes of kills in the sandbox.
 */
export async function execute(
  supervisor: SupervisorClient,
  request: ExecRequest,
  environment: Readonly<Record<string, string>>,
  causes?: KillCauses,
): Promise<ExecOutcome> {
  const { command, file } =
    request.command.length > 0 ? { command: request.command } : commandFor(request.code, request.language)
  const begin = performance.now()
  const took = () => Math.round(performance.now() - begin)
  const cwd = request.workDir === '' ? '/workspace' : request.workDir
  const causeSinceNow = causes?.begin()
  try {
    if (file !== undefined) await supervisor.request('write', { path: file.path }, Buffer.from(file.content, 'utf8'))
    const env = { ...environment, PWD: cwd, ...request.env }
    const start = { command, cwd, env, keep: request.outputBytes, spill: true }
    const end = await runToEnd(supervisor, start, 1000 * request.timeout)
    const duration = took()
    const cause = wasKilled(end) ? await causeSinceNow?.() : undefined
    // The kernel and the disk's guard end single programs; the rest would go on without the one that it worked with.
    if (cause !== undefined) await end.killRest()
    const facts = { ...factsOf(end, duration), ...killedBy(cause) }
    return { facts, stdout: outputOf(end.stdout), stderr: outputOf(end.stderr), done: end.forget }
  } catch (error) {
    if (error instanceof SupervisorError) return notStarted(error, command[0] ?? '', cwd, took())
    if (error instanceof SandboxEndedError) {
      const words = 'the sandbox ended before the program did'
      return withoutOutput({ exit_code: -1, duration_ms: took(), timed_out: false, error: words })
    }
    throw error
  } finally {
    // What the code printed is worth more than a tidy folder.
    if (file !== undefined) await supervisor.request('remove', { path: file.folder }).catch(() => undefined)
  }
}

/** By a signal of its own, or, as a shell says it of what it ran, by the exit code. */
function wasKilled({ exitCode, signal, timedOut }: EndedProgram): boolean {
  return !timedOut && (signal === 9 || exitCode === 128 + 9)
}

function killedBy(cause: KillCause | undefined): Pick<ExecFacts, 'error' | 'killed_by'> {
  return cause === undefined ? {} : { error: `killed: ${cause.sentence}`, killed_by: cause.by }
}

function factsOf({ exitCode, signal, stdout, stderr, timedOut }: EndedProgram, duration: number): ExecFacts {
  const isCut = stdout.total > stdout.kept || stderr.total > stderr.kept
  const files = {
    ...(stdout.file === undefined ? {} : { stdout: stdout.file }),
    ...(stderr.file === undefined ? {} : { stderr: stderr.file }),
  }
  return {
    exit_code: signal === undefined ? (exitCode ?? -1) : 128 + signal,
    duration_ms: duration,
    timed_out: timedOut,
    ...(isCut ? { truncated: true } : {}),
    ...(Object.keys(files).length === 0 ? {} : { output_files: files }),
    ...(timedOut ? { killed_by: 'time' } : {}),
  }
}

function outputOf({ kept, pieces }: EndedProgram['stdout']): ExecOutput {
  return { size: kept, pieces }
}

function withoutOutput(facts: ExecFacts, stderr = ''): ExecOutcome {
  return { facts, stdout: textOutput(''), stderr: textOutput(stderr), done: () => undefined }
}

function textOutput(text: string): ExecOutput {
  const bytes = Buffer.from(text, 'utf8')
  return {
    size: bytes.length,
    async *pieces() {
      yield bytes
    },
  }
}

/** A shell's codes: 127 not found, 126 found but not to be run. Too long an argument list is 1 on every server of this API. */
function notStarted(error: SupervisorError, program: string, cwd: string, duration: number): ExecOutcome {
  const { code, stage } = error
  const words =
    stage === 'cwd'
      ? `work_dir ${cwd}: ${error.message}`
      : stage === 'limits'
        ? `the limits of the sandbox cannot be set for it: ${error.message}`
        : code === 'E2BIG'
          ? 'argument list too long'
          : `${program}: ${stage === 'program' && code === 'ENOENT' ? 'not found' : error.message}`
  const exitCode = code === 'E2BIG' ? 1 : stage === 'program' && code === 'ENOENT' ? 127 : 126
  const facts = { exit_code: exitCode, duration_ms: duration, timed_out: false, error: `not started: ${words}` }
  return withoutOutput(facts, `${words}\n`)
}
