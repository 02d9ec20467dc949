import type { StoreStatus } from '../contract.ts'
import { connectionStore } from './connections.ts'
import { cursorStore } from './cursors.ts'
import { Damage } from './damage.ts'
import { GroupCommit } from './database/group-commit.ts'
import { openDatabase } from './database/open-database.ts'
import { draftStore } from './drafts.ts'
import { migrations } from './migrations.ts'
import { sessionStore } from './sessions.ts'
import { settingsStore } from './settings.ts'

/**
 * Everything that is kept on this computer, by subject. Writing promises resolve when the write is on disk; reads see
 * all writes that were asked for before. Failures are `AppError` where they have a cause that a person can remove.
 */
export class Store {
  readonly sessions: ReturnType<typeof sessionStore>
  readonly drafts: ReturnType<typeof draftStore>
  readonly settings: ReturnType<typeof settingsStore>
  readonly connections: ReturnType<typeof connectionStore>
  readonly cursors: ReturnType<typeof cursorStore>
  readonly #commit: GroupCommit
  readonly #damage = new Damage()
  readonly #movedAside: string | undefined

  /** Opens the store of this folder; throws as `openDatabase` does. */
  constructor(folder: string) {
    const { database, movedAsideTo } = openDatabase(folder, migrations)
    if (movedAsideTo !== undefined)
      this.#movedAside = `What was kept on this computer could not be read. It was moved to ${movedAsideTo}, and a new store was made.`
    this.#commit = new GroupCommit(database)
    this.sessions = sessionStore(this.#commit, this.#damage)
    this.drafts = draftStore(this.#commit, this.#damage)
    this.settings = settingsStore(this.#commit, this.#damage)
    this.connections = connectionStore(this.#commit, this.#damage)
    this.cursors = cursorStore(this.#commit, this.#damage)
  }

  get status(): StoreStatus {
    const damaged = this.#damage.sentence
    return {
      ...(this.#movedAside === undefined ? {} : { movedAside: this.#movedAside }),
      ...(damaged === undefined ? {} : { damaged }),
    }
  }

  /** Commits what waits and gives the folder free. */
  close(): void {
    this.#commit.close()
  }
}
