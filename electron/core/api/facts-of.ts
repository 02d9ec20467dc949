import { Buffer } from 'node:buffer'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { OutputFact, RunFacts } from '../../../shared/domain/run.ts'
import type { ExecResult } from './wire.ts'

/** What an answer of execute says: facts, or that the outcome of a program that was started is not known. */
export type Verdict =
  | { readonly kind: 'facts'; readonly facts: RunFacts }
  | { readonly kind: 'unknown'; readonly error: ErrorData }

/** Each stream is cut at this many bytes (API note 4.4.3). */
export const outputLimit = 10_485_760

/** Of what the server says, the same in our words. */
const killers = { memory: 'memory', disk: 'server', time: 'limit' } as const

const neverStarted = /^not started: /
const sandboxDead =
  /failed to create exec|no such container|container \S* ?is (?:paused|not running)|sandbox ended|sandbox not found|cannot exec in a (?:paused|stopped)/i
const engineWords = /OCI runtime exec failed|exec failed|\brunc\b|\bcrun\b|unable to start container process/i

/**
 * What is to be believed of an answer, in the order of API note 4.4: a later row is looked at only when no earlier one
 * holds.
 */
export function factsOf(result: ExecResult): Verdict {
  const verdict = believed(result)
  if (verdict.kind !== 'facts' || verdict.facts.error !== undefined || result.durationMs <= 0) return verdict
  return facts({ ...verdict.facts, durationMs: result.durationMs })
}

function believed(result: ExecResult): Verdict {
  const { exitCode, stdout, stderr, error } = result
  const output = outputOf(result)

  // 0. A server that knows what ended the program has followed it to its end.
  if (result.killedBy !== undefined) {
    return facts({ output, exitCode, signal: 9, killedBy: killers[result.killedBy] })
  }

  // 1. Nothing was run to its end.
  if (error !== undefined || exitCode === -1) {
    const words = error ?? ''
    if (neverStarted.test(words)) return facts({ output, error: refused(words.replace(neverStarted, '')) })
    if (sandboxDead.test(words))
      return facts({
        output,
        error: { code: 'gone', reason: 'sandbox-dead', message: 'The sandbox does not run any more.' },
      })
    return {
      kind: 'unknown',
      error: { code: 'outcome-unknown', message: 'The server could not follow the program to its end.' },
    }
  }

  // 2. The exit code is 0 and means nothing, and the program runs on.
  if (result.timedOut) return facts({ output, killedBy: 'limit', stillRunning: true })

  // 3. Behind a cut there may be a false 0; only a server that says so beside it has a true one.
  if (output.kind === 'cut' && !result.truncated && exitCode === 0) return facts({ output })

  // 4. The engine could not start it. A shell's own 126 and 127 come without these words.
  if (exitCode >= 125 && exitCode <= 127) {
    const words = [stderr, stdout].find((text) => engineWords.test(text))
    if (words !== undefined) return facts({ output, error: refused(words) })
  }

  // 5. Ended by a signal, or the program's own exit code.
  const signal = exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : undefined
  return facts({ output, exitCode, ...(signal === undefined ? {} : { signal }) })
}

function facts(value: RunFacts): Verdict {
  return { kind: 'facts', facts: value }
}

function outputOf({ stdout, stderr, truncated }: ExecResult): OutputFact {
  const sizes = [Buffer.byteLength(stdout), Buffer.byteLength(stderr)] as const
  // At least: replaced bytes make the decoded text longer.
  if (!truncated && sizes.every((size) => size < outputLimit)) return { kind: 'complete' }
  return { kind: 'cut', kept: sizes[0] + sizes[1] }
}

function refused(words: string): ErrorData {
  const line = words.trim().split(/\r?\n/)[0]?.slice(0, 300) ?? ''
  return {
    code: 'refused',
    message: line === '' ? 'The program could not be started.' : `It could not be started: ${line}`,
  }
}
