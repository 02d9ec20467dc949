import type { ServerDatabase } from './database.ts'

/** What the server keeps of its own settings, as JSON values by name. On the disk when a call returns. */
export class SettingsStore {
  readonly #database: ServerDatabase

  constructor(database: ServerDatabase) {
    this.#database = database
  }

  /** Undefined when it was never set, or was removed. */
  get(name: string): unknown {
    const row = this.#database
      .prepare<[string], { readonly value: string }>('SELECT value FROM settings WHERE name = ?')
      .get(name)
    return row === undefined ? undefined : JSON.parse(row.value)
  }

  put(name: string, value: unknown): void {
    this.#database
      .prepare<[string, string]>('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
      .run(name, JSON.stringify(value))
  }

  remove(name: string): void {
    this.#database.prepare<[string]>('DELETE FROM settings WHERE name = ?').run(name)
  }
}
