import type { SupervisorError } from '../supervisor/errors.ts'
import type { EngineWords } from './options.ts'

/** What an execute says of a program that was not started. */
export interface NotStarted {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const prefix = 'OCI runtime exec failed: exec failed: unable to start container process:'

/**
 * The words of a container engine (trap 4.4.4). On some they are the only line of standard output, ending in CRLF, and the
 * code is always 126.
 */
export function notStarted(
  program: string,
  cwd: string,
  error: Pick<SupervisorError, 'code' | 'stage'>,
  where: EngineWords,
): NotStarted {
  if (error.code === 'E2BIG') return tooLong(program)
  const missing = error.stage === 'program' && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  const exitCode = error.stage === 'env' ? 125 : missing ? 127 : 126
  const words = `${prefix} ${reason(program, cwd, error, missing)}: unknown`
  if (where === 'stdout') return { exitCode: 126, stdout: `${words}\r\n`, stderr: '' }
  return { exitCode, stdout: '', stderr: `${words}\n` }
}

/** The kernel's own refusal of what is too long (trap 4.3). */
function tooLong(program: string): NotStarted {
  return { exitCode: 1, stdout: '', stderr: `exec ${program}: argument list too long\n` }
}

function reason(
  program: string,
  cwd: string,
  { code, stage }: Pick<SupervisorError, 'code' | 'stage'>,
  missing: boolean,
): string {
  if (stage === 'env') return 'invalid environment variable'
  if (stage === 'cwd') return `chdir to cwd (${JSON.stringify(cwd)}) set in config.json failed: ${systemWords(code)}`
  if (missing && !program.includes('/')) return `exec: ${JSON.stringify(program)}: executable file not found in $PATH`
  if (stage === 'program') return `exec: ${JSON.stringify(program)}: ${systemWords(code)}`
  return systemWords(code)
}

function systemWords(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'no such file or directory'
    case 'ENOTDIR':
      return 'not a directory'
    case 'EACCES':
      return 'permission denied'
    case 'ENOEXEC':
      return 'exec format error'
    case 'EAGAIN':
      return 'resource temporarily unavailable'
    case 'ENOMEM':
      return 'cannot allocate memory'
    default:
      return 'invalid argument'
  }
}
