import type { AppError } from '../../../../shared/domain/errors.ts'
import { fail } from '../../../../shared/domain/errors.ts'
import type { FrameHeader } from '../../../../shared/supervisor/frame.ts'
import type { ProcessFacts, StreamName } from '../process-channel.ts'

/** @throws TypeError when it is none */
export function numberOf(header: FrameHeader, name: string): number {
  const value = header[name]
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError(`${name} is no number`)
  return value
}

/** The facts of an `exit`, or of a process in the list. @throws TypeError when they are none */
export function factsOf(header: FrameHeader): ProcessFacts {
  const written: Partial<Record<StreamName, number>> = {}
  for (const stream of ['stdout', 'stderr'] as const) {
    if (header[stream] !== undefined) written[stream] = numberOf(Object(header[stream]), 'total')
  }
  return {
    ...(header.signal === undefined
      ? { exitCode: numberOf(header, 'exitCode') }
      : { signal: numberOf(header, 'signal') }),
    left: header.left === true,
    written,
  }
}

/** Why a request was refused; undefined when it was not. */
export function refusalOf(header: FrameHeader): AppError | undefined {
  if (typeof header.error !== 'object' || header.error === null) return undefined
  const { code, message }: Partial<Record<string, unknown>> = { ...header.error }
  const words = String(message)
  if (code === 'unknown-process') return fail('not-found', 'The sandbox knows no such process, or has forgotten it.')
  if (code === 'unknown-op') return fail('unsupported', 'The server does not know this operation.')
  return fail('refused', words)
}
