import type { LocalProbeFailed } from '../../shared/domain/local-probe.ts'

export type StartLine =
  | { readonly status: 'ready'; readonly socket?: string }
  | { readonly status: 'failed'; readonly probe: LocalProbeFailed }

const noAnswer: LocalProbeFailed = {
  status: 'failed',
  cause: 'other',
  sentence: 'The local server ended before it was ready. The file logs/local-server.log in the data folder says more.',
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
  const ready = member(parsed, 'ready')
  if (ready !== undefined) {
    const socket = member(ready, 'socket')
    return { status: 'ready', ...(typeof socket === 'string' ? { socket } : {}) }
  }
  const failure = member(parsed, 'failed')
  const sentence = member(failure, 'sentence')
  if (typeof sentence !== 'string') return { status: 'failed', probe: noAnswer }
  const cause = member(failure, 'cause')
  const command = member(failure, 'command')
  return {
    status: 'failed',
    probe: {
      status: 'failed',
      cause: isCause(cause) ? cause : 'other',
      sentence,
      ...(typeof command === 'string' ? { command } : {}),
    },
  }
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

/** A cause that this version does not know (`busy`) is shown by its sentence. */
function isCause(value: unknown): value is LocalProbeFailed['cause'] {
  return typeof value === 'string' && Object.hasOwn(causes, value)
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}
