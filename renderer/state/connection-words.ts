import type { ConnectionStatus } from '../../shared/domain/connection.ts'

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
