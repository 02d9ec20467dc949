import type { Connection, ConnectionStatus } from '../../shared/domain/connection.ts'
import type { SessionList } from '../../shared/domain/session.ts'

const lost: ReadonlySet<ConnectionStatus> = new Set(['offline', 'unavailable', 'refused'])

/**
 * Is what is shown of a connection's sessions what was, and unknown now? When the last question for them failed, and as
 * soon as its server is known not to work, before they are asked for again.
 */
export function isStale(list: Pick<SessionList, 'state'> | undefined, connection: Connection | undefined): boolean {
  return list?.state === 'stale' || (connection !== undefined && lost.has(connection.status))
}
