import path from 'node:path'
import type { StorageLimits, StorageUsage } from '../../../shared/domain/storage.ts'
import type { StoreStatus } from '../contract/storage.ts'
import { ArchiveStore } from './archive-store.ts'
import { archiveRecords } from './archives.ts'
import { connectionStore } from './connections.ts'
import { AppendBatch } from './content/append-batch.ts'
import { ArchiveFiles } from './content/archive-files.ts'
import { Outputs } from './content/outputs.ts'
import { cursorStore } from './cursors.ts'
import { Damage } from './damage.ts'
import { GroupCommit } from './database/group-commit.ts'
import type { OpenDatabase } from './database/open-database.ts'
import { copyAnew, copyDaily, openDatabase } from './database/open-database.ts'
import { draftStore } from './drafts.ts'
import { historyMigrations } from './history-migrations.ts'
import { migrations } from './migrations.ts'
import { RunHistory } from './run-history.ts'
import { runSearch } from './run-search.ts'
import { runStore } from './runs.ts'
import { sessionStore } from './sessions.ts'
import { runOptionsStore, settingsStore } from './settings.ts'
import { folderUsage, removeCopies, removeOldCopies } from './storage.ts'
import { valueStore } from './values.ts'

const mainName = 'vault.sqlite'

/** How often everything is brought within its limits (ms). */
const tidyEvery = 10 * 60 * 1000

/**
 * Everything that is kept on this computer, by subject. Writing promises resolve when the write is on disk; reads see
 * all writes that were asked for before. Failures are `AppError` where they have a cause that a person can remove.
 *
 * What people made (drafts, names, connections, cursors of workflows) and what programs left (runs) are two databases:
 * the first is small and checked at each start, the second may be large and is checked when it is met damaged.
 */
export class Store {
  readonly sessions: ReturnType<typeof sessionStore>
  readonly drafts: ReturnType<typeof draftStore>
  readonly settings: ReturnType<typeof settingsStore>
  readonly runOptions: ReturnType<typeof runOptionsStore>
  readonly connections: ReturnType<typeof connectionStore>
  readonly cursors: ReturnType<typeof cursorStore>
  readonly runs: RunHistory
  readonly archives: ArchiveStore
  readonly #folder: string
  readonly #commits: readonly GroupCommit[]
  readonly #files: ArchiveFiles
  readonly #batch = new AppendBatch()
  readonly #damage = new Damage()
  readonly #movedAside: readonly string[]
  readonly #timer: NodeJS.Timeout

  /**
   * Opens the store of this folder; throws as `openDatabase` does.
   * @param check looks at all of both databases: one of them was met damaged
   */
  constructor(folder: string, check = false) {
    this.#folder = folder
    const main = openDatabase(folder, { name: mainName, migrations, check: true })
    const history = orClose(main.database, () =>
      openDatabase(folder, { name: 'history.sqlite', migrations: historyMigrations, check }),
    )
    this.#movedAside = [main, history].flatMap(movedAsideSentence)
    const commit = new GroupCommit(main.database)
    const historyCommit = new GroupCommit(history.database)
    this.#commits = [commit, historyCommit]
    this.sessions = sessionStore(commit, this.#damage)
    this.drafts = draftStore(commit, this.#damage)
    const values = valueStore(commit, this.#damage)
    const settings = settingsStore(values)
    this.settings = settings
    this.runOptions = runOptionsStore(values)
    this.connections = connectionStore(commit, this.#damage, () => copyAnew(main.database, folder, mainName))
    this.cursors = cursorStore(commit, this.#damage)
    this.#files = new ArchiveFiles(path.join(folder, 'archives'), this.#batch)
    this.archives = new ArchiveStore(archiveRecords(commit, this.#damage), this.#files)
    this.runs = new RunHistory({
      runs: runStore(historyCommit, this.#damage),
      outputs: new Outputs({
        folder: path.join(folder, 'outputs'),
        batch: this.#batch,
        onDamage: (runId) => this.#damage.note('run output', runId),
      }),
      search: runSearch(historyCommit, this.#damage),
      limits: settings.limits,
    })
    this.#tidy()
    this.#timer = setInterval(() => {
      this.#tidy()
      // Not at the start: workflows that go on now have not come to it yet.
      void this.removeAbandonedArchives(Date.now()).catch(() => undefined)
      copyDaily(main.database, folder, mainName)
    }, tidyEvery).unref()
  }

  /** In the background; what fails is tried again the next time. */
  #tidy(): void {
    this.runs.tidyLater()
    void removeOldCopies(this.#folder, Date.now()).catch(() => undefined)
  }

  get status(): StoreStatus {
    const damaged = this.#damage.sentence
    return {
      ...(this.#movedAside.length === 0 ? {} : { movedAside: this.#movedAside.join(' ') }),
      ...(damaged === undefined ? {} : { damaged }),
    }
  }

  async usage(): Promise<StorageUsage> {
    return {
      ...(await folderUsage(this.#folder)),
      outputs: await this.runs.usage(),
      archives: await this.archives.usage(),
      limits: this.settings.limits(),
    }
  }

  async setLimits(limits: StorageLimits): Promise<void> {
    await this.settings.setLimits(limits)
    await this.runs.tidy(Date.now())
  }

  /** @param now ms, our clock */
  async removeAbandonedArchives(now: number): Promise<void> {
    // Wherever a workflow noted it.
    const noted = JSON.stringify(this.cursors.list())
    await this.archives.removeAbandoned(now, (id) => noted.includes(id))
  }

  async free(wanted: { what: 'outputs'; before?: number } | { what: 'copies' }): Promise<number> {
    if (wanted.what === 'copies') return await removeCopies(this.#folder)
    return await this.runs.freeOutputs(wanted.before ?? Number.MAX_SAFE_INTEGER)
  }

  /** Commits what waits and gives the folder free. What is asked of it meanwhile fails. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#batch.flush()
    await this.runs.close()
    await this.#files.close()
    for (const commit of this.#commits) commit.flush()
    const [main] = this.#commits
    if (main) copyDaily(main.database, this.#folder, mainName)
    for (const commit of this.#commits) commit.close()
  }
}

function movedAsideSentence({ movedAsideTo, saved = 0, savedFrom }: OpenDatabase): string[] {
  if (movedAsideTo === undefined) return []
  if (saved === 0)
    return [
      `What was kept on this computer could not be read. It was moved to ${movedAsideTo}, and a new store was made.`,
    ]
  if (savedFrom !== undefined)
    return [
      `What was kept on this computer could not be read. A copy of ${new Date(savedFrom).toISOString().slice(0, 10)} (${saved} records) took its place; the damaged file was moved to ${movedAsideTo}.`,
    ]
  return [
    `A part of what was kept on this computer could not be read. The rest (${saved} records) was taken over; the damaged file was moved to ${movedAsideTo}.`,
  ]
}

/** Runs it; when it throws, the database that was opened before is closed. */
function orClose<T>(database: { close(): unknown }, run: () => T): T {
  try {
    return run()
  } catch (error) {
    database.close()
    throw error
  }
}
