import type { Archive, PartSums } from '../contract/archives.ts'
import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import { recordBytes } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import { sealedTable } from './database/sealed-table.ts'

interface Row {
  readonly id: string
  readonly connection_id: string
  readonly session_id: string
  readonly created_at: number
  readonly about: string
  readonly parts: string | null
  readonly is_removed: number
}

const table = sealedTable(
  'archives',
  ['id'],
  ['connection_id', 'session_id', 'created_at', 'about', 'parts', 'is_removed'],
)

/** What is known of an archive; `parts` are missing until it is finished. */
export interface ArchiveRecord extends Omit<Archive, 'parts'> {
  readonly parts?: PartSums
  /** It is gone for everybody, and its bytes are being deleted: the record outlives them. */
  readonly isRemoved?: true
}

/** Records of archives; their bytes are elsewhere. */
export function archiveRecords({ database, write, read }: GroupCommit, damage: Damage) {
  const list = database.prepare<[], Sealed<Row>>(`${table.select} ORDER BY created_at DESC, id`)
  const get = database.prepare<[string], Sealed<Row>>(`${table.select} WHERE id = ?`)
  const put = database.prepare<[Row]>(table.upsert)
  const remove = database.prepare<[string]>('DELETE FROM archives WHERE id = ?')
  const keyOf = ({ id }: Row) => id
  return {
    /** The newest first, also those that are not finished or are being removed. */
    list: (): readonly ArchiveRecord[] => read(() => damage.whole('archive', list.all(), keyOf).map(toRecord)),
    get: (id: string): ArchiveRecord | undefined =>
      read(() => damage.whole('archive', get.all(id), keyOf).map(toRecord)[0]),
    put: (record: ArchiveRecord): Promise<void> =>
      write(
        recordBytes,
        () =>
          void put.run({
            id: record.id,
            connection_id: record.session.connectionId,
            session_id: record.session.sessionId,
            created_at: record.createdAt,
            about: JSON.stringify(record.about),
            parts: record.parts === undefined ? null : JSON.stringify(record.parts),
            is_removed: record.isRemoved ? 1 : 0,
          }),
      ),
    remove: (id: string): Promise<void> => write(recordBytes, () => void remove.run(id)),
  }
}

function toRecord(row: Row): ArchiveRecord {
  return {
    id: row.id,
    session: { connectionId: row.connection_id, sessionId: row.session_id },
    createdAt: row.created_at,
    about: JSON.parse(row.about) as Archive['about'],
    ...(row.parts === null ? {} : { parts: JSON.parse(row.parts) as PartSums }),
    ...(row.is_removed === 0 ? {} : { isRemoved: true }),
  }
}
