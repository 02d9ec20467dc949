import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import { recordBytes } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import { sealedTable } from './database/sealed-table.ts'

interface Row {
  readonly id: string
  readonly value: string
  readonly updated_at: number
}

const table = sealedTable('cursors', ['id'], ['value', 'updated_at'])

/** Where workflows stand that are not over. */
export function cursorStore({ database, write, read }: GroupCommit, damage: Damage) {
  const list = database.prepare<[], Sealed<Row>>(`${table.select} ORDER BY updated_at, id`)
  const put = database.prepare<[Row]>(table.upsert)
  const remove = database.prepare<[string]>('DELETE FROM cursors WHERE id = ?')
  return {
    /** The one that has not moved for longest first. */
    list: (): readonly WorkflowCursor[] =>
      read(() =>
        damage
          .whole('unfinished step', list.all(), ({ id }) => id)
          .map(({ value }) => JSON.parse(value) as WorkflowCursor),
      ),
    put: (cursor: WorkflowCursor): Promise<void> => {
      const row = { id: cursor.id, value: JSON.stringify(cursor), updated_at: cursor.updatedAt }
      return write(recordBytes + row.value.length, () => void put.run(row))
    },
    remove: (id: string): Promise<void> => write(recordBytes, () => void remove.run(id)),
  }
}
