import { app } from '../../../shared/contract/app.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'
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

/** The window's settings, under one name. */
export function settingsStore({ database, write, read }: GroupCommit, damage: Damage) {
  const get = database.prepare<[], Sealed<Row>>(`${table.select} WHERE name = 'window'`)
  const put = database.prepare<[Row]>(table.upsert)
  return {
    /** The defaults also when what is kept is damaged, or has a form that this version does not know. */
    read: (): Settings => {
      const [row] = read(() => damage.whole('setting', get.all(), ({ name }) => name))
      if (!row) return defaultSettings
      try {
        return app['settings.write'].input.parse(JSON.parse(row.value))
      } catch {
        return defaultSettings
      }
    },
    write: (settings: Settings): Promise<void> => {
      const row = { name: 'window', value: JSON.stringify(settings) }
      return write(recordBytes + row.value.length, () => void put.run(row))
    },
  }
}
