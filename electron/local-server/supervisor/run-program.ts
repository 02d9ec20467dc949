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
  /** Inside the sandbox; it goes with the sandbox. */
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

const pieceBytes = 1024 * 1024
const sigkill = 9

/**
 * Runs a program to its end, or to the end of its time: then its whole group is killed.
 *
 * @param limitMs how long it may take.
 * @throws SupervisorError when it was not started, SandboxEndedError when the sandbox ended before it.
 */
export async function runProgram(
  supervisor: SupervisorClient,
  start: ProgramStart,
  limitMs: number,
): Promise<ProgramEnd> {
  const started = await supervisor.request('start', start)
  const process = numberOf(started.header.process)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    // Ended in the same moment, or with its sandbox: `wait` says which.
    supervisor.request('signal', { process, signal: sigkill }).catch(() => undefined)
  }, limitMs)
  try {
    const { header } = await supervisor.request('wait', { process })
    const [stdout, stderr] = await Promise.all([
      readAll(supervisor, process, 'stdout', header.stdout),
      readAll(supervisor, process, 'stderr', header.stderr),
    ])
    const { exitCode, signal } = header
    return {
      exitCode: typeof exitCode === 'number' ? exitCode : undefined,
      signal: typeof signal === 'number' ? signal : undefined,
      stdout,
      stderr,
      // A program that ended by itself just before the kill was in time.
      timedOut: timedOut && signal === sigkill,
    }
  } finally {
    clearTimeout(timer)
    supervisor.request('forget', { process }).catch(() => undefined)
  }
}

async function readAll(
  supervisor: SupervisorClient,
  process: number,
  stream: 'stdout' | 'stderr',
  sizes: unknown,
): Promise<Output> {
  const { kept, total, file }: Partial<Record<string, unknown>> = Object(sizes)
  const end = numberOf(kept)
  const pieces: Buffer[] = []
  for (let offset = 0; offset < end; ) {
    const { body } = await supervisor.request('read', { process, stream, offset, limit: pieceBytes })
    if (body.length === 0) throw new Error('The supervisor kept less than it said')
    pieces.push(body)
    offset += body.length
  }
  return { bytes: Buffer.concat(pieces), total: numberOf(total), ...(file === undefined ? {} : { file: fileOf(file) }) }
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
