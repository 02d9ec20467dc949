import type { LocalProbeFailed } from '../../shared/domain/local-probe.ts'
import { field } from './json-field.ts'

export type StartLine =
  | { readonly status: 'ready'; readonly socket?: string }
  /** Another server has the data folder: on this socket, unless it has only just been started. */
  | { readonly status: 'busy'; readonly socket?: string; readonly probe: LocalProbeFailed }
  | { readonly status: 'failed'; readonly probe: LocalProbeFailed }

const saysMore = 'The files logs/local-server.log and logs/local-server-errors.log in the data folder say more.'

/** It ended without a word. */
export const noAnswer: LocalProbeFailed = {
  status: 'failed',
  cause: 'other',
  sentence: `The local server ended before it was ready. ${saysMore}`,
}

/** It said that it was ready, and was not there any more. */
export const endedAtOnce: LocalProbeFailed = {
  status: 'failed',
  cause: 'other',
  sentence: `The local server ended right after it had started. ${saysMore}`,
}

/**
 * What the server's one line says: `{"ready":{"socket":…,"port":…}}` or `{"failed":{…}}`. Anything else, and no line at
 * all, is a failure.
 */
export function readStartLine(line: string | undefined): StartLine {
  let parsed: unknown
  try {
    parsed = JSON.parse(line ?? '')
  } catch {
    return { status: 'failed', probe: noAnswer }
  }
  const ready = field(parsed, 'ready')
  if (ready !== undefined) {
    return { status: 'ready', ...socketIn(ready) }
  }
  const failure = field(parsed, 'failed')
  const sentence = field(failure, 'sentence')
  if (typeof sentence !== 'string') return { status: 'failed', probe: noAnswer }
  const cause = field(failure, 'cause')
  const command = field(failure, 'command')
  const probe: LocalProbeFailed = {
    status: 'failed',
    cause: isCause(cause) ? cause : 'other',
    sentence,
    ...(typeof command === 'string' ? { command } : {}),
  }
  return cause === 'busy' ? { status: 'busy', ...socketIn(failure), probe } : { status: 'failed', probe }
}

function socketIn(value: unknown): { readonly socket?: string } {
  const socket = field(value, 'socket')
  return typeof socket === 'string' ? { socket } : {}
}

const causes: { readonly [Cause in LocalProbeFailed['cause']]: true } = {
  'not-linux': true,
  'bubblewrap-missing': true,
  'bubblewrap-old': true,
  'user-namespaces-off': true,
  apparmor: true,
  container: true,
  'python-missing': true,
  other: true,
}

/** A cause that this version does not know is shown by its sentence. */
function isCause(value: unknown): value is LocalProbeFailed['cause'] {
  return typeof value === 'string' && Object.hasOwn(causes, value)
}
