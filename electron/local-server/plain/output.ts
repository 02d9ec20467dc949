import { Buffer } from 'node:buffer'
import { setTimeout as pause } from 'node:timers/promises'
import type { SupervisorClient } from '../supervisor/client.ts'

/** The server keeps so much of each stream, and answers as soon as it has it (trap 4.4.3). */
export const mostOutputBytes = 10_485_760

/** A program that was started, as its supervisor knows it. */
export interface Program {
  readonly supervisor: SupervisorClient
  readonly process: number
}

type Stream = 'stdout' | 'stderr'

const lookEveryMs = 40
const pieceBytes = 1024 * 1024

/** Fulfilled when a stream has as much as is kept. */
export async function untilFull(program: Program, signal: AbortSignal): Promise<'too much output'> {
  for (;;) {
    const looks = await Promise.all([look(program, 'stdout'), look(program, 'stderr')])
    if (looks.some(({ kept }) => kept >= mostOutputBytes)) return 'too much output'
    await pause(lookEveryMs, undefined, { signal })
  }
}

/** Whether somebody can still write to one of its streams: itself, or what it left in the background. */
export async function isHeld(program: Program): Promise<boolean> {
  try {
    const looks = await Promise.all([look(program, 'stdout'), look(program, 'stderr')])
    return looks.some(({ open }) => open)
  } catch {
    // Forgotten by another execute, or ended with its sandbox.
    return false
  }
}

/** What was kept until now. */
export async function readKept(program: Program, stream: Stream): Promise<Buffer> {
  const pieces: Buffer[] = []
  const { kept } = await look(program, stream)
  for (let offset = 0; offset < kept; ) {
    const { supervisor, process } = program
    const { body } = await supervisor.request('read', { process, stream, offset, limit: pieceBytes })
    if (body.length === 0) break
    pieces.push(body)
    offset += body.length
  }
  return Buffer.concat(pieces)
}

async function look({ supervisor, process }: Program, stream: Stream) {
  const { header } = await supervisor.request('read', { process, stream, offset: 0, limit: 0 })
  return { kept: Number(header.kept), open: header.open === true }
}
