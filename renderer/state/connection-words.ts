import type { Connection, ConnectionStatus } from '../../shared/domain/connection.ts'

const words = {
  starting: 'starting',
  ready: 'ready',
  offline: 'no answer',
  unavailable: 'does not work now',
  refused: 'does not accept you',
  failed: 'cannot run sandboxes',
} as const satisfies Record<ConnectionStatus, string>

/** A status in one to four words, behind the name of a connection. */
export function statusWord(status: ConnectionStatus): string {
  return words[status]
}

/**
 * Why the server of a pasted token is not asked any more, as a sentence; undefined where it is not signed out.
 * @param time words for a moment of the server's clock
 */
export function signedOutWords(
  { name, status, token, skew }: Connection,
  now: number,
  time: (at: number) => string,
): string | undefined {
  if (status !== 'refused' || !token) return undefined
  const ended = token.endsAt !== undefined && token.endsAt <= now + skew ? token.endsAt : undefined
  const why =
    token.kept === 'missing'
      ? 'the token was in memory only'
      : token.kept === 'unreadable'
        ? 'the key store of this computer does not open the token'
        : ended === undefined
          ? 'the server does not accept the token'
          : `the token ended at ${time(ended)}`
  return `Signed out by ${name}: ${why}.`
}
