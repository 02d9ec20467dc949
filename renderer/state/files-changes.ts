import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { FileEntry } from '../../shared/domain/file.ts'
import { baseName, joinPath, parentFolder } from '../../shared/domain/file.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'

/** A name that is being typed for something new. */
export interface NewEntry {
  readonly session: SessionRef
  readonly folder: string
  readonly kind: 'file' | 'folder'
  readonly error?: ErrorData
  readonly saving: boolean
}

/** Another name that is being typed for an entry. */
export interface Renaming {
  readonly session: SessionRef
  readonly entry: FileEntry
  readonly error?: ErrorData
  readonly saving: boolean
}

/** What the person asked to delete, until they have answered. */
export interface Deleting {
  readonly session: SessionRef
  readonly entries: readonly FileEntry[]
  /** Why the first of them is still there. */
  readonly error?: ErrorData
}

/** Files that were taken to be put elsewhere. */
export interface TakenFiles {
  readonly session: SessionRef
  readonly paths: readonly string[]
  readonly how: 'copy' | 'cut'
}

/** Where something was, and where it is. */
export interface Moved {
  readonly from: string
  readonly to: string
}

/** What several changes came to: each is done on its own, and the first that fails ends them. */
export interface ChangesDone {
  readonly done: readonly Moved[]
  readonly failed?: { readonly path: string; readonly error: ErrorData }
}

export interface FilesChangesState {
  readonly creating?: NewEntry
  readonly renaming?: Renaming
  readonly deleting?: Deleting
  readonly taken?: TakenFiles
}

export interface FilesChanges {
  startCreating(session: SessionRef, folder: string, kind: 'file' | 'folder'): void
  /** Makes it; returns its path, or undefined when it was not made (`creating.error` says why). */
  create(name: string): Promise<string | undefined>
  cancelCreating(): void
  startRenaming(session: SessionRef, entry: FileEntry): void
  /** Gives it the name; undefined when it has it already, or was not renamed (`renaming.error` says why). */
  rename(name: string): Promise<Moved | undefined>
  cancelRenaming(): void
  askDelete(session: SessionRef, entries: readonly FileEntry[]): void
  /** Deletes what was asked about, one by one; returns the paths that are gone. `deleting` stays when one is not. */
  confirmDelete(): Promise<readonly string[]>
  cancelDelete(): void
  take(session: SessionRef, paths: readonly string[], how: TakenFiles['how']): void
  /** Puts what was taken into a folder. */
  put(folder: string): Promise<ChangesDone>
  /** Into another folder, with the names they have. */
  moveInto(session: SessionRef, paths: readonly string[], folder: string): Promise<ChangesDone>
}

interface Options {
  readonly client: Client<AppContract>
  get(): FilesChangesState
  set(part: FilesChangesState): void
  /** A state without the question that was answered. */
  drop(key: keyof FilesChangesState): void
  open(session: SessionRef, folder: string): Promise<void>
  read(session: SessionRef, folder: string): Promise<void>
  /** Nothing is known any more of a path and what is below it. */
  forget(session: SessionRef, path: string): void
  /** It is not there any more: its row goes at once, before its folder was read again. */
  unlist(session: SessionRef, path: string): void
}

/** What a person changes in the files of a sandbox; every change is followed by a look at what is there. */
export function createFilesChanges({ client, get, set, drop, open, read, forget, unlist }: Options): FilesChanges {
  async function readAll(session: SessionRef, folders: Iterable<string>): Promise<void> {
    await Promise.all([...new Set(folders)].map((folder) => read(session, folder)))
  }

  /** One after the other. @param change where it is afterwards */
  async function each(
    session: SessionRef,
    paths: readonly string[],
    folder: string,
    change: (path: string) => Promise<string>,
  ): Promise<ChangesDone> {
    const done: Moved[] = []
    let failed: ChangesDone['failed']
    for (const from of paths) {
      try {
        const to = await change(from)
        done.push({ from, to })
      } catch (thrown) {
        failed = { path: from, error: toErrorData(thrown) }
        break
      }
    }
    await readAll(session, [folder, ...done.map(({ from }) => parentFolder(from))])
    return failed ? { done, failed } : { done }
  }

  async function moveInto(session: SessionRef, paths: readonly string[], folder: string): Promise<ChangesDone> {
    const elsewhere = paths.filter((path) => parentFolder(path) !== folder)
    return await each(session, elsewhere, folder, async (path) => {
      const to = joinPath(folder, baseName(path))
      await client.call('files.move', { session, path, to })
      forget(session, path)
      unlist(session, path)
      return to
    })
  }

  return {
    startCreating(session, folder, kind) {
      set({ creating: { session, folder, kind, saving: false } })
      void open(session, folder)
    },

    async create(name) {
      const { creating } = get()
      if (!creating || creating.saving) return undefined
      const { session, folder, kind } = creating
      const path = joinPath(folder, name)
      set({ creating: { session, folder, kind, saving: true } })
      try {
        if (kind === 'folder') await client.call('files.createFolder', { session, path })
        else await client.call('files.write', { session, path, bytes: new Uint8Array(), expected: null })
        drop('creating')
        await read(session, folder)
        return path
      } catch (thrown) {
        set({ creating: { session, folder, kind, saving: false, error: toErrorData(thrown) } })
        return undefined
      }
    },

    cancelCreating: () => drop('creating'),

    startRenaming: (session, entry) => set({ renaming: { session, entry, saving: false } }),

    async rename(name) {
      const { renaming } = get()
      if (!renaming || renaming.saving) return undefined
      const { session, entry } = renaming
      const folder = parentFolder(entry.path)
      const to = joinPath(folder, name)
      if (to === entry.path) {
        drop('renaming')
        return undefined
      }
      set({ renaming: { session, entry, saving: true } })
      try {
        await client.call('files.move', { session, path: entry.path, to })
      } catch (thrown) {
        set({ renaming: { session, entry, saving: false, error: toErrorData(thrown) } })
        return undefined
      }
      drop('renaming')
      forget(session, entry.path)
      await read(session, folder)
      return { from: entry.path, to }
    },

    cancelRenaming: () => drop('renaming'),

    askDelete: (session, entries) => set({ deleting: { session, entries } }),

    async confirmDelete() {
      const { deleting } = get()
      if (!deleting) return []
      const { session, entries } = deleting
      const gone: string[] = []
      let error: ErrorData | undefined
      for (const { path } of entries) {
        try {
          await client.call('files.delete', { session, path })
        } catch (thrown) {
          // Gone is what was wanted.
          if (!isAppError(thrown, 'not-found')) {
            error = toErrorData(thrown)
            break
          }
        }
        forget(session, path)
        unlist(session, path)
        gone.push(path)
      }
      if (error) set({ deleting: { session, entries: entries.filter(({ path }) => !gone.includes(path)), error } })
      else drop('deleting')
      await readAll(session, gone.map(parentFolder))
      return gone
    },

    cancelDelete: () => drop('deleting'),

    take: (session, paths, how) => set({ taken: { session, paths, how } }),

    async put(folder) {
      const { taken } = get()
      if (!taken) return { done: [] }
      const { session, paths, how } = taken
      if (how === 'copy')
        return await each(session, paths, folder, (path) => client.call('files.copy', { session, path, folder }))
      drop('taken')
      return await moveInto(session, paths, folder)
    },

    moveInto,
  }
}
