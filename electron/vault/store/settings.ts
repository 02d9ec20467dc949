import type Database from 'better-sqlite3'
import { app } from '../../../shared/contract/app.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'

/** The window's settings, under one name. Every function runs inside a transaction of the caller. */
export function settingsTable(database: Database.Database) {
  const read = database.prepare<[], { value: string }>("SELECT value FROM settings WHERE name = 'window'")
  const write = database.prepare(`
    INSERT INTO settings (name, value) VALUES ('window', ?) ON CONFLICT DO UPDATE SET value = excluded.value`)
  return {
    /** The defaults also when what is kept has a form that this version does not know. */
    read: (): Settings => {
      const row = read.get()
      if (!row) return defaultSettings
      try {
        return app['settings.write'].input.parse(JSON.parse(row.value))
      } catch {
        return defaultSettings
      }
    },
    write: (settings: Settings): void => void write.run(JSON.stringify(settings)),
  }
}
