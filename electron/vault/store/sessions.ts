import type Database from 'better-sqlite3'
import type { ServerSession, SessionRecord, SessionRef } from '../../../shared/domain/session.ts'

interface Row {
  readonly connection_id: string
  readonly session_id: string
  readonly name: string
  readonly last_seen: string | null
  readonly as_of: number | null
}

/** Records of sessions. Every function runs inside a transaction of the caller. */
export function sessionTable(database: Database.Database) {
  const list = database.prepare<[string], Row>('SELECT * FROM sessions WHERE connection_id = ? ORDER BY session_id')
  const put = database.prepare(`
    INSERT INTO sessions (connection_id, session_id, name, last_seen, as_of) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen, as_of = excluded.as_of`)
  const remove = database.prepare('DELETE FROM sessions WHERE connection_id = ? AND session_id = ?')
  return {
    list: (connectionId: string): SessionRecord[] => list.all(connectionId).map(toRecord),
    put: (record: SessionRecord): void => {
      const lastSeen = record.lastSeen === undefined ? null : JSON.stringify(record.lastSeen)
      put.run(record.connectionId, record.sessionId, record.name, lastSeen, record.asOf ?? null)
    },
    remove: (ref: SessionRef): void => void remove.run(ref.connectionId, ref.sessionId),
  }
}

function toRecord(row: Row): SessionRecord {
  return {
    connectionId: row.connection_id,
    sessionId: row.session_id,
    name: row.name,
    ...(row.last_seen === null ? {} : { lastSeen: JSON.parse(row.last_seen) as ServerSession }),
    ...(row.as_of === null ? {} : { asOf: row.as_of }),
  }
}
