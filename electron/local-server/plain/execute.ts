import { Buffer } from 'node:buffer'
import { SandboxEndedError, SupervisorError } from '../supervisor/errors.ts'
import { notStarted } from './engine.ts'
import { engineEnvironment } from './environment.ts'
import { mapField, parseFields, textField, textsField, WrongTypeError, wholeField } from './fields.ts'
import { commandFor } from './languages.ts'
import type { PlainSettings } from './options.ts'
import type { Pace } from './pace.ts'
import { bare, Refusal } from './replies.ts'
import type { PlainSandbox } from './sandbox.ts'
import { decodeBytes } from './utf8.ts'

/** `POST /execute`, its fields read. */
export interface ExecRequest {
  readonly sandboxId: string
  readonly command: readonly string[]
  /** Empty: `/workspace`. */
  readonly workDir: string
  readonly env: Readonly<Record<string, string>>
  /** Seconds; 0 and less mean the default. */
  readonly timeout: number
}

/** Its answer, as the API spells it. */
export interface ExecResult {
  readonly exit_code: number
  readonly stdout: string
  readonly stderr: string
  readonly duration_ms: number
  readonly timed_out: boolean
  readonly error?: string
}

/** Of one argument or variable, and of all together (trap 4.3). */
const mostBytes = { one: 131_071, all: 2 * 1024 * 1024 } as const

/** @throws Refusal 400 */
export function readExecRequest(body: Buffer): ExecRequest {
  try {
    const fields = parseFields(body)
    if (fields === undefined) throw new WrongTypeError('no JSON')
    const command = textsField(fields, 'command')
    const sandboxId = textField(fields, 'sandbox_id')
    const [code, language] = [textField(fields, 'code'), textField(fields, 'language')]
    const request = {
      sandboxId,
      command: command.length > 0 ? command : commandFor(code, language),
      workDir: textField(fields, 'work_dir'),
      env: mapField(fields, 'env'),
      timeout: wholeField(fields, 'timeout'),
    }
    if (sandboxId === '') throw new Refusal(bare(400, 'sandbox_id is required'))
    return request
  } catch (error) {
    if (error instanceof WrongTypeError) throw new Refusal(bare(400, 'Invalid request body'))
    throw error
  }
}

/** What the service runs programs with. */
export interface ExecuteContext {
  readonly settings: Pick<PlainSettings, 'engineWords' | 'times'>
  readonly pace: Pace
  /** The folders that programs are looked for in. */
  readonly path: string
}

/** Whatever becomes of the program is an answer, also that the sandbox is dead. */
export async function execute(
  sandbox: PlainSandbox,
  request: ExecRequest,
  context: ExecuteContext,
): Promise<ExecResult> {
  const { settings, pace, path } = context
  sandbox.lastUse = Date.now()
  const begin = performance.now()
  const result = (fields: Partial<ExecResult>): ExecResult => {
    const took = Math.round(performance.now() - begin)
    return { exit_code: 0, stdout: '', stderr: '', duration_ms: took, timed_out: false, ...fields }
  }
  const started = (exitCode: number, stdout: string, stderr: string) => result({ exit_code: exitCode, stdout, stderr })
  await pace.take()
  const limitMs = limitOf(request.timeout, settings.times.execute)
  if (limitMs === undefined) return result({ exit_code: -1, error: 'failed to create exec: context deadline exceeded' })
  const { programs } = sandbox
  if (programs === undefined) return result({ exit_code: -1, error: deadWords(sandbox) })
  const { command } = request
  const [program = ''] = command
  const cwd = request.workDir || '/workspace'
  const refused = ({ code, stage }: Pick<SupervisorError, 'code' | 'stage'>) => {
    const words = notStarted(program, cwd, { code, stage }, settings.engineWords)
    return started(words.exitCode, words.stdout, words.stderr)
  }
  const env = engineEnvironment(path, request.env)
  if (env === undefined) return refused({ code: 'EINVAL', stage: 'env' })
  if (!cwd.startsWith('/')) return refused({ code: 'EINVAL', stage: 'cwd' })
  if (isTooLong(command, env)) return refused({ code: 'E2BIG', stage: 'program' })
  try {
    const { end, exitCode, stdout, stderr } = await programs.run({ command, cwd, env }, limitMs)
    return result({
      exit_code: exitCode,
      stdout: decodeBytes(stdout),
      stderr: decodeBytes(stderr),
      timed_out: end === 'out of time',
    })
  } catch (error) {
    if (error instanceof SupervisorError) return refused(error)
    if (error instanceof SandboxEndedError)
      return result({ exit_code: -1, error: `failed to inspect exec: ${gone(sandbox)}` })
    throw error
  }
}

/** What is said of a sandbox that died (trap 5.6). */
export function deadWords(sandbox: PlainSandbox): string {
  return `failed to create exec: ${gone(sandbox)}`
}

function gone({ containerId }: PlainSandbox): string {
  return `Error response from daemon: container ${containerId} is not running`
}

/** In nanoseconds of 64 bits, as the server counts: undefined for what is absurd enough to lie in the past then. */
function limitOf(seconds: number, defaultMs: number): number | undefined {
  if (seconds <= 0) return defaultMs
  const nanos = BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n)
  return nanos <= 0n ? undefined : Number(nanos / 1_000_000n)
}

/** The kernel looks before it looks for the program. */
function isTooLong(command: readonly string[], env: Readonly<Record<string, string>>): boolean {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const sizes = [...command, ...lines].map((text) => Buffer.byteLength(text))
  return sizes.some((size) => size > mostBytes.one) || sizes.reduce((sum, size) => sum + size + 1, 0) > mostBytes.all
}
