import type { Draft } from '../../../shared/domain/draft.ts'
import type { SessionRecord, SessionRef } from '../../../shared/domain/session.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { KeptDraft, SavedConnection, StoreStatus } from '../contract.ts'
import { connectionTable } from './connections.ts'
import { draftTable } from './drafts.ts'
import { GroupCommit } from './group-commit.ts'
import { migrations } from './migrations.ts'
import { openDatabase } from './open-database.ts'
import { sessionTable } from './sessions.ts'
import { settingsTable } from './settings.ts'

/** Cost of a record beside its text, about. */
const recordBytes = 256

/**
 * Everything that is kept on this computer. Writing promises resolve when the write is on disk; reads see all writes
 * that were asked for before. Failures are `AppError` where they have a cause that a person can remove.
 */
export class Store {
  readonly status: StoreStatus
  readonly #commit: GroupCommit
  readonly #sessions: ReturnType<typeof sessionTable>
  readonly #drafts: ReturnType<typeof draftTable>
  readonly #settings: ReturnType<typeof settingsTable>
  readonly #connections: ReturnType<typeof connectionTable>

  /** Opens the store of this folder; throws as `openDatabase` does. */
  constructor(folder: string) {
    const { database, movedAsideTo } = openDatabase(folder, migrations)
    this.status =
      movedAsideTo === undefined
        ? {}
        : {
            movedAside: `What was kept on this computer could not be read. It was moved to ${movedAsideTo}, and a new store was made.`,
          }
    this.#commit = new GroupCommit(database)
    this.#sessions = sessionTable(database)
    this.#drafts = draftTable(database)
    this.#settings = settingsTable(database)
    this.#connections = connectionTable(database)
  }

  listSessions(connectionId: string): readonly SessionRecord[] {
    return this.#commit.read(() => this.#sessions.list(connectionId))
  }

  putSession(record: SessionRecord): Promise<void> {
    return this.#commit.write(recordBytes, () => this.#sessions.put(record))
  }

  removeSession(ref: SessionRef): Promise<void> {
    return this.#commit.write(recordBytes, () => this.#sessions.remove(ref))
  }

  keepDraft(draft: Omit<Draft, 'keptAt'>): Promise<KeptDraft> {
    return this.#commit.write(recordBytes + draft.text.length, () => this.#drafts.keep(draft, Date.now()))
  }

  listDrafts(ref: SessionRef): readonly Draft[] {
    return this.#commit.read(() => this.#drafts.list(ref))
  }

  discardDraft(ref: SessionRef, documentId: string, revision?: number): Promise<void> {
    return this.#commit.write(recordBytes, () => this.#drafts.discard(ref, documentId, revision))
  }

  discardDrafts(ref: SessionRef): Promise<void> {
    return this.#commit.write(recordBytes, () => this.#drafts.discardAll(ref))
  }

  readSettings(): Settings {
    return this.#commit.read(() => this.#settings.read())
  }

  writeSettings(settings: Settings): Promise<void> {
    return this.#commit.write(recordBytes, () => this.#settings.write(settings))
  }

  listConnections(): readonly SavedConnection[] {
    return this.#commit.read(() => this.#connections.list())
  }

  putConnection(connection: SavedConnection): Promise<void> {
    return this.#commit.write(recordBytes, () => this.#connections.put(connection))
  }

  removeConnection(id: string): Promise<void> {
    return this.#commit.write(recordBytes, () => this.#connections.remove(id))
  }

  /** Commits what waits and gives the folder free. */
  close(): void {
    this.#commit.close()
  }
}
