import type { SupervisorClient } from '../supervisor/client.ts'
import { SandboxEndedError, SupervisorError } from '../supervisor/errors.ts'
import type { ProgramEnd } from '../supervisor/run-program.ts'
import { runProgram } from '../supervisor/run-program.ts'
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

/** Its answer, as the API spells it. */
export interface ExecResult {
  /** The program's own; 128 + n when signal n ended it; -1 when nothing ran to its end. */
  readonly exit_code: number
  readonly stdout: string
  readonly stderr: string
  readonly duration_ms: number
  readonly timed_out: boolean
  /** At least one stream was longer than what is kept; the exit code is the true one all the same. */
  readonly truncated?: true
  /** Nothing ran to its end, and why. */
  readonly error?: string
  /** The sandbox's limit that ended the program; `error` says it in words. */
  readonly killed_by?: 'memory' | 'disk'
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
): Promise<ExecResult> {
  const { command, file } =
    request.command.length > 0 ? { command: request.command } : commandFor(request.code, request.language)
  const begin = performance.now()
  const took = () => Math.round(performance.now() - begin)
  const cwd = request.workDir === '' ? '/workspace' : request.workDir
  const causeSinceNow = causes?.begin()
  try {
    if (file !== undefined) await supervisor.request('write', { path: file.path }, Buffer.from(file.content, 'utf8'))
    const env = { ...environment, PWD: cwd, ...request.env }
    const end = await runProgram(supervisor, { command, cwd, env, keep: request.outputBytes }, 1000 * request.timeout)
    const duration = took()
    return { ...answerFor(end, duration), ...killedBy(wasKilled(end) ? await causeSinceNow?.() : undefined) }
  } catch (error) {
    if (error instanceof SupervisorError) return notStarted(error, command[0] ?? '', cwd, took())
    if (error instanceof SandboxEndedError) {
      const words = 'the sandbox ended before the program did'
      return { exit_code: -1, stdout: '', stderr: '', duration_ms: took(), timed_out: false, error: words }
    }
    throw error
  }
}

/** By a signal of its own, or, as a shell says it of what it ran, by the exit code. */
function wasKilled({ exitCode, signal, timedOut }: ProgramEnd): boolean {
  return !timedOut && (signal === 9 || exitCode === 128 + 9)
}

function killedBy(cause: KillCause | undefined): Pick<ExecResult, 'error' | 'killed_by'> {
  return cause === undefined ? {} : { error: `killed: ${cause.sentence}`, killed_by: cause.by }
}

function answerFor(end: ProgramEnd, duration: number): ExecResult {
  const isCut = end.stdout.total > end.stdout.bytes.length || end.stderr.total > end.stderr.bytes.length
  return {
    exit_code: end.signal === undefined ? (end.exitCode ?? -1) : 128 + end.signal,
    stdout: end.stdout.bytes.toString('utf8'),
    stderr: end.stderr.bytes.toString('utf8'),
    duration_ms: duration,
    timed_out: end.timedOut,
    ...(isCut ? { truncated: true } : {}),
  }
}

/** A shell's codes: 127 not found, 126 found but not to be run. Too long an argument list is 1 on every server of this API. */
function notStarted(error: SupervisorError, program: string, cwd: string, duration: number): ExecResult {
  const { code, stage } = error
  const words =
    stage === 'cwd'
      ? `work_dir ${cwd}: ${error.message}`
      : code === 'E2BIG'
        ? 'argument list too long'
        : `${program}: ${stage === 'program' && code === 'ENOENT' ? 'not found' : error.message}`
  const exitCode = code === 'E2BIG' ? 1 : stage === 'program' && code === 'ENOENT' ? 127 : 126
  return {
    exit_code: exitCode,
    stdout: '',
    stderr: `${words}\n`,
    duration_ms: duration,
    timed_out: false,
    error: `not started: ${words}`,
  }
}
