import { app } from '../../../shared/contract/app.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'
import type { StorageLimits } from '../../../shared/domain/storage.ts'
import { defaultLimits } from '../../../shared/domain/storage.ts'
import { storage } from '../contract/storage.ts'
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

/** Settings, each under its own name. One that is damaged, or has a form that this version does not know, is the default. */
export function settingsStore({ database, write, read }: GroupCommit, damage: Damage) {
  const get = database.prepare<[string], Sealed<Row>>(`${table.select} WHERE name = ?`)
  const put = database.prepare<[Row]>(table.upsert)

  function keptValue<T>(name: string, parser: { parse(value: unknown): T }, otherwise: T): T {
    const [row] = read(() => damage.whole('setting', get.all(name), (found) => found.name))
    if (!row) return otherwise
    try {
      return parser.parse(JSON.parse(row.value))
    } catch {
      return otherwise
    }
  }

  function keep(name: string, value: Settings | StorageLimits): Promise<void> {
    const row = { name, value: JSON.stringify(value) }
    return write(recordBytes + row.value.length, () => void put.run(row))
  }

  return {
    read: (): Settings => keptValue('window', app['settings.write'].input, defaultSettings),
    write: (settings: Settings): Promise<void> => keep('window', settings),
    limits: (): StorageLimits => keptValue('storage', storage['storage.setLimits'].input, defaultLimits),
    setLimits: (limits: StorageLimits): Promise<void> => keep('storage', limits),
  }
}
