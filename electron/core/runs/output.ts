import { Buffer } from 'node:buffer'
import type { OutputPiece } from '../../../shared/domain/run.ts'

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
