import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import { recordBytes } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import { sealedTable } from './database/sealed-table.ts'

interface Row {
  readonly name: string
  readonly value: string
}

const table = sealedTable('settings', ['name'], ['value'])

/** Values of any form, each under its own name. */
export interface Values {
  /** `otherwise` for one that is not there, is damaged, or has a form that this version does not know. */
  get<T>(name: string, parser: { parse(value: unknown): T }, otherwise: T): T
  put(name: string, value: object): Promise<void>
  remove(name: string): Promise<void>
}

export function valueStore({ database, write, read }: GroupCommit, damage: Damage): Values {
  const find = database.prepare<[string], Sealed<Row>>(`${table.select} WHERE name = ?`)
  const put = database.prepare<[Row]>(table.upsert)
  const remove = database.prepare<[string]>('DELETE FROM settings WHERE name = ?')
  return {
    get(name, parser, otherwise) {
      const [row] = read(() => damage.whole('setting', find.all(name), (found) => found.name))
      if (!row) return otherwise
      try {
        return parser.parse(JSON.parse(row.value))
      } catch {
        return otherwise
      }
    },
    put(name, value) {
      const row = { name, value: JSON.stringify(value) }
      return write(recordBytes + row.value.length, () => void put.run(row))
    },
    remove: (name) => write(recordBytes, () => void remove.run(name)),
  }
}
