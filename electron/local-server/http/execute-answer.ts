import { Readable } from 'node:stream'
import type { ExecFacts, ExecOutcome, ExecOutput } from '../sandboxes/execute.ts'

/** Up to this size both streams together are answered in one piece. */
const smallBytes = 1024 * 1024

/** The body of an answer of execute: an object, or its JSON piece by piece, so that large outputs are never in memory as a whole. */
export async function executeAnswer(outcome: ExecOutcome): Promise<object> {
  const { facts, stdout, stderr, done } = outcome
  if (stdout.size + stderr.size > smallBytes) {
    // Not by the generator: one that was never begun ends nothing.
    return Readable.from(jsonOf(outcome)).once('close', done)
  }
  try {
    const { exit_code, ...rest } = facts
    return { exit_code, stdout: await textOf(stdout), stderr: await textOf(stderr), ...rest }
  } finally {
    done()
  }
}

async function textOf(output: ExecOutput): Promise<string> {
  let text = ''
  for await (const piece of texts(output)) text += piece
  return text
}

/** What is no UTF-8 becomes U+FFFD; a character in two pieces stays whole. */
async function* texts(output: ExecOutput): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for await (const piece of output.pieces()) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

async function* jsonOf({ facts, stdout, stderr }: ExecOutcome): AsyncGenerator<string> {
  yield `{"exit_code":${facts.exit_code},"stdout":"`
  for await (const text of texts(stdout)) yield inner(text)
  yield '","stderr":"'
  for await (const text of texts(stderr)) yield inner(text)
  yield `",${restOf(facts)}`
}

/** As the inside of a JSON text. */
function inner(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function restOf({ exit_code: _, ...rest }: ExecFacts): string {
  return JSON.stringify(rest).slice(1)
}
