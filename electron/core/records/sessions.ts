import type { SessionRecord, SessionRef } from '../../../shared/domain/session.ts'
import type { VaultCaller } from './caller.ts'

/** Records of sessions: also of those that are gone or expired on their server, until they are removed. */
export interface SessionRecords {
  list(connectionId: string): Promise<readonly SessionRecord[]>
  /** Replaces the record of this session as a whole. */
  put(record: SessionRecord): Promise<void>
  remove(session: SessionRef): Promise<void>
}

export function sessionRecords(vault: VaultCaller): SessionRecords {
  return {
    list: (connectionId) => vault.call('sessions.list', { connectionId }),
    put: (record) => vault.call('sessions.put', record),
    remove: ({ connectionId, sessionId }) => vault.call('sessions.remove', { connectionId, sessionId }),
  }
}
