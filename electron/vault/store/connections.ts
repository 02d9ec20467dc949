import type Database from 'better-sqlite3'
import type { SavedConnection } from '../contract.ts'

/** Connections that a person added. Every function runs inside a transaction of the caller. */
export function connectionTable(database: Database.Database) {
  const list = database.prepare<[], SavedConnection>(
    'SELECT id, name, address, user_id AS userId FROM connections ORDER BY position',
  )
  const put = database.prepare(`
    INSERT INTO connections (id, position, name, address, user_id)
    VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM connections), ?, ?, ?)
    ON CONFLICT DO UPDATE SET name = excluded.name, address = excluded.address, user_id = excluded.user_id`)
  const remove = database.prepare('DELETE FROM connections WHERE id = ?')
  return {
    list: (): SavedConnection[] => list.all(),
    put: ({ id, name, address, userId }: SavedConnection): void => void put.run(id, name, address, userId),
    remove: (id: string): void => void remove.run(id),
  }
}
