import { Buffer } from 'node:buffer'
import type { OutputPiece, Run } from '../../../shared/domain/run.ts'

/** A piece of an output stream is at most so large. */
const pieceBytes = 64 * 1024

/** What one run printed, kept in memory. A plain execute gives it whole, at the end. */
export interface RunOutput {
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

export const noOutput: RunOutput = { stdout: new Uint8Array(0), stderr: new Uint8Array(0) }

export function outputOf(stdout: string, stderr: string): RunOutput {
  return { stdout: Buffer.from(stdout, 'utf8'), stderr: Buffer.from(stderr, 'utf8') }
}

export function sizeOf({ stdout, stderr }: RunOutput): number {
  return stdout.byteLength + stderr.byteLength
}

/** All of it in pieces: stdout, then stderr, because their mutual order is lost (API note 4.5). */
export function* piecesOf(output: RunOutput): Generator<OutputPiece, void, void> {
  for (const stream of ['stdout', 'stderr'] as const) {
    const bytes = output[stream]
    for (let offset = 0; offset < bytes.byteLength; offset += pieceBytes)
      yield { stream, offset, bytes: bytes.subarray(offset, offset + pieceBytes) }
  }
}

/** The run as one of whose output only so many bytes are here: it says so from now on. */
export function withKeptBytes(run: Run, stdoutBytes: number, stderrBytes: number): Run {
  const lost = run.stdoutBytes + run.stderrBytes - stdoutBytes - stderrBytes
  if (run.state.name !== 'settled' || lost <= 0) return { ...run, stdoutBytes, stderrBytes }
  const before = run.state.facts.output
  const known = before.kind === 'complete' ? lost : before.lost === undefined ? undefined : before.lost + lost
  const output = {
    kind: 'cut',
    kept: stdoutBytes + stderrBytes,
    ...(known === undefined ? {} : { lost: known }),
  } as const
  return { ...run, stdoutBytes, stderrBytes, state: { ...run.state, facts: { ...run.state.facts, output } } }
}
