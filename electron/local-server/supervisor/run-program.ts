import { Buffer } from 'node:buffer'
import type { SupervisorClient } from './client.ts'

/** What a program is started with. */
export interface ProgramStart {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Bytes kept of each stream. */
  readonly keep: number
  /** Whether a stream that is longer goes, whole, to a file in the sandbox. */
  readonly spill?: boolean
}

/** One stream of a program that ended. */
export interface Output {
  readonly bytes: Buffer
  /** How many bytes there were; more than `bytes` when it was cut. */
  readonly total: number
  /** Where it is whole, when it was cut and `spill` was asked for. */
  readonly file?: OutputFile
}

/** A stream that is too long for memory, as a file. Programs of the sandbox may change it, as any file of theirs. */
export interface OutputFile {
  /** Inside the sandbox; it is removed an hour after it was forgotten, or sooner when there are many (protocol.md). */
  readonly path: string
  /** Bytes in it: less than `total` when the disk was full. */
  readonly size: number
}

/** How a program ended, as the supervisor saw it. */
export interface ProgramEnd {
  readonly exitCode: number | undefined
  readonly signal: number | undefined
  readonly stdout: Output
  readonly stderr: Output
  readonly timedOut: boolean
}

/** One stream of a program that ended, still with the supervisor. */
export interface KeptOutput {
  /** Bytes that can be read. */
  readonly kept: number
  readonly total: number
  readonly file?: OutputFile
  /** In order, each asked for when the one before was taken. Throws SandboxEndedError when the sandbox ends meanwhile. */
  pieces(): AsyncGenerator<Buffer>
}

/** A program that ended and whose output is still to be read. */
export interface EndedProgram extends Omit<ProgramEnd, 'stdout' | 'stderr'> {
  readonly stdout: KeptOutput
  readonly stderr: KeptOutput
  /** Kills what it left behind in its group. */
  killRest(): Promise<void>
  /** Has to be called: gives back what the supervisor holds of it. */
  forget(): void
}

const pieceBytes = 1024 * 1024
const sigkill = 9

/**
 * Runs a program to its end, or to the end of its time: then its whole group is killed.
 *
 * @param limitMs how long it may take.
 * @throws SupervisorError when it was not started, SandboxEndedError when the sandbox ended before it.
 */
export async function runToEnd(
  supervisor: SupervisorClient,
  start: ProgramStart,
  limitMs: number,
): Promise<EndedProgram> {
  const started = await supervisor.request('start', start)
  const process = numberOf(started.header.process)
  const forget = () => {
    supervisor.request('forget', { process }).catch(() => undefined)
  }
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    // Ended in the same moment, or with its sandbox: `wait` says which.
    supervisor.request('signal', { process, signal: sigkill }).catch(() => undefined)
  }, limitMs)
  try {
    const { header } = await supervisor.request('wait', { process })
    const { exitCode, signal } = header
    return {
      exitCode: typeof exitCode === 'number' ? exitCode : undefined,
      signal: typeof signal === 'number' ? signal : undefined,
      stdout: keptOutput(supervisor, process, 'stdout', header.stdout),
      stderr: keptOutput(supervisor, process, 'stderr', header.stderr),
      // A program that ended by itself just before the kill was in time.
      timedOut: timedOut && signal === sigkill,
      async killRest() {
        await supervisor.request('signal', { process, signal: sigkill, rest: true })
      },
      forget,
    }
  } catch (error) {
    forget()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** As `runToEnd`, with all that was kept of its output. */
export async function runProgram(
  supervisor: SupervisorClient,
  start: ProgramStart,
  limitMs: number,
): Promise<ProgramEnd> {
  const { forget, killRest: _, stdout, stderr, ...end } = await runToEnd(supervisor, start, limitMs)
  try {
    const [out, err] = await Promise.all([readAll(stdout), readAll(stderr)])
    return { ...end, stdout: out, stderr: err }
  } finally {
    forget()
  }
}

async function readAll({ total, file, pieces }: KeptOutput): Promise<Output> {
  const all: Buffer[] = []
  for await (const piece of pieces()) all.push(piece)
  return { bytes: Buffer.concat(all), total, ...(file === undefined ? {} : { file }) }
}

function keptOutput(
  supervisor: SupervisorClient,
  process: number,
  stream: 'stdout' | 'stderr',
  sizes: unknown,
): KeptOutput {
  const { kept, total, file }: Partial<Record<string, unknown>> = Object(sizes)
  const end = numberOf(kept)
  async function* pieces() {
    for (let offset = 0; offset < end; ) {
      const { body } = await supervisor.request('read', { process, stream, offset, limit: pieceBytes })
      if (body.length === 0) throw new Error('The supervisor kept less than it said')
      // More than there was at the end may have come from what it left behind.
      yield body.subarray(0, end - offset)
      offset += body.length
    }
  }
  return { kept: end, total: numberOf(total), pieces, ...(file === undefined ? {} : { file: fileOf(file) }) }
}

function fileOf(value: unknown): OutputFile {
  const { path, size }: Partial<Record<string, unknown>> = Object(value)
  if (typeof path !== 'string') throw new Error('The supervisor left out a path')
  return { path, size: numberOf(size) }
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new Error('The supervisor left out a number')
  return value
}
