import type { ServerSession, SessionRecord, SessionRef } from '../../../shared/domain/session.ts'
import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import { recordBytes } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import { sealedTable } from './database/sealed-table.ts'

interface Row {
  readonly connection_id: string
  readonly session_id: string
  readonly name: string
  readonly last_seen: string | null
  readonly as_of: number | null
  readonly labels: string | null
  readonly own_sandbox_id: string | null
  readonly keep_alive_until: number | null
  readonly deleted_at: number | null
}

const columns = ['name', 'last_seen', 'as_of', 'labels', 'own_sandbox_id', 'keep_alive_until', 'deleted_at']
const table = sealedTable('sessions', ['connection_id', 'session_id'], columns)

/** Records of sessions: also of those that are gone or expired on their server, until they are removed. */
export function sessionStore({ database, write, read }: GroupCommit, damage: Damage) {
  const list = database.prepare<[string], Sealed<Row>>(`${table.select} WHERE connection_id = ? ORDER BY session_id`)
  const put = database.prepare<[Row]>(table.upsert)
  const remove = database.prepare<[string, string]>('DELETE FROM sessions WHERE connection_id = ? AND session_id = ?')
  const keyOf = (row: Row) => `${row.connection_id}/${row.session_id}`
  return {
    list: (connectionId: string): readonly SessionRecord[] =>
      read(() => damage.whole('session', list.all(connectionId), keyOf).map(toRecord)),
    put: (record: SessionRecord): Promise<void> => {
      const row = toRow(record)
      return write(recordBytes + (row.last_seen?.length ?? 0), () => void put.run(row))
    },
    remove: (ref: SessionRef): Promise<void> =>
      write(recordBytes, () => void remove.run(ref.connectionId, ref.sessionId)),
  }
}

function toRow(record: SessionRecord): Row {
  return {
    connection_id: record.connectionId,
    session_id: record.sessionId,
    name: record.name,
    last_seen: record.lastSeen === undefined ? null : JSON.stringify(record.lastSeen),
    as_of: record.asOf ?? null,
    labels: record.labels === undefined ? null : JSON.stringify(record.labels),
    own_sandbox_id: record.ownSandboxId ?? null,
    keep_alive_until: record.keepAliveUntil ?? null,
    deleted_at: record.deletedAt ?? null,
  }
}

function toRecord(row: Row): SessionRecord {
  return {
    connectionId: row.connection_id,
    sessionId: row.session_id,
    name: row.name,
    ...(row.last_seen === null ? {} : { lastSeen: JSON.parse(row.last_seen) as ServerSession }),
    ...(row.as_of === null ? {} : { asOf: row.as_of }),
    ...(row.labels === null ? {} : { labels: JSON.parse(row.labels) as string[] }),
    ...(row.own_sandbox_id === null ? {} : { ownSandboxId: row.own_sandbox_id }),
    ...(row.keep_alive_until === null ? {} : { keepAliveUntil: row.keep_alive_until }),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
  }
}
