import type { SessionRecord, SessionRef } from '../../../shared/domain/session.ts'
import type { VaultCaller } from './caller.ts'

/** Records of sessions: also of those that are gone or expired on their server, until they are removed. */
export interface SessionRecords {
  list(connectionId: string): Promise<readonly SessionRecord[]>
  /** Replaces the record of this session as a whole. */
  put(record: SessionRecord): Promise<void>
  /** With its runs and what they printed. */
  remove(session: SessionRef): Promise<void>
}

export function sessionRecords(vault: VaultCaller): SessionRecords {
  return {
    list: (connectionId) => vault.call('sessions.list', { connectionId }),
    put: (record) => vault.call('sessions.put', record),
    remove: async ({ connectionId, sessionId }) => {
      // The record goes last: as long as it is there, all of it can be removed again.
      await vault.call('runs.removeAll', { connectionId, sessionId })
      await vault.call('sessions.remove', { connectionId, sessionId })
    },
  }
}
