import type { SavedConnection } from '../contract.ts'
import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import { recordBytes } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import { sealedTable } from './database/sealed-table.ts'

interface Row {
  readonly id: string
  readonly position: number
  readonly name: string
  readonly address: string
  readonly user_id: string
  readonly role: string | null
  readonly proxy: string | null
  readonly ca: string | null
  readonly token: Buffer | null
}

const table = sealedTable(
  'connections',
  ['id'],
  ['position', 'name', 'address', 'user_id', 'role', 'proxy', 'ca', 'token'],
)

/**
 * Connections that a person added, in that order.
 * @param onTokenForgotten told when a token is on the disk no more, by a removal or another one in its place
 */
export function connectionStore({ database, write, read }: GroupCommit, damage: Damage, onTokenForgotten: () => void) {
  const list = database.prepare<[], Sealed<Row>>(`${table.select} ORDER BY position`)
  const place = database
    .prepare<{ id: string }, number>(
      `SELECT coalesce((SELECT position FROM connections WHERE id = :id),
                       (SELECT max(position) + 1 FROM connections), 1)`,
    )
    .pluck()
  const put = database.prepare<[Row]>(table.upsert)
  const remove = database.prepare<[string]>('DELETE FROM connections WHERE id = ?')
  const token = database.prepare<[string], Buffer | null>('SELECT token FROM connections WHERE id = ?').pluck()
  /** Runs it, and tells when the token of this connection is another one then, or none. */
  const change = async (id: string, bytes: number, run: () => void): Promise<void> => {
    const isForgotten = await write(bytes, () => {
      const before = token.get(id)
      run()
      return before !== undefined && before !== null && !token.get(id)?.equals(before)
    })
    if (isForgotten) onTokenForgotten()
  }
  return {
    list: (): readonly SavedConnection[] =>
      read(() => damage.whole('connection', list.all(), ({ id }) => id).map(toConnection)),
    put: (saved: SavedConnection): Promise<void> =>
      change(saved.id, recordBytes + (saved.ca?.length ?? 0), () => {
        put.run(toRow(saved, place.get({ id: saved.id }) ?? 1))
      }),
    remove: (id: string): Promise<void> => change(id, recordBytes, () => void remove.run(id)),
  }
}

function toRow(saved: SavedConnection, position: number): Row {
  return {
    id: saved.id,
    position,
    name: saved.name,
    address: saved.address,
    user_id: saved.userId,
    role: saved.role ?? null,
    proxy: saved.proxy ?? null,
    ca: saved.ca ?? null,
    token: saved.token === undefined ? null : Buffer.from(saved.token),
  }
}

function toConnection(row: Row): SavedConnection {
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    userId: row.user_id,
    ...(row.role === null ? {} : { role: row.role }),
    ...(row.proxy === null ? {} : { proxy: row.proxy }),
    ...(row.ca === null ? {} : { ca: row.ca }),
    ...(row.token === null ? {} : { token: new Uint8Array(row.token) }),
  }
}
