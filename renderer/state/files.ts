import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { FileEntry, FolderListing } from '../../shared/domain/file.ts'
import { joinPath, parentFolder, workspacePath } from '../../shared/domain/file.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import { without } from './without.ts'

/** One folder as far as it was read. */
export interface FolderState {
  /** When the reading under way began (ms); absent when none is. */
  readonly loadingSince?: number
  /** The last good answer; stale while `error` is set. */
  readonly listing?: FolderListing
  /** Why the last reading failed. */
  readonly error?: ErrorData
  /** The person did not want to wait for the first reading. */
  readonly givenUp?: true
}

export interface SessionFiles {
  readonly folders: Readonly<Record<string, FolderState>>
  /** Paths of open folders. */
  readonly expanded: readonly string[]
  /** The folder at the top; the workspace when absent. */
  readonly root?: string
  /** What the tree is to show and give the focus to, once; absent when it has. */
  readonly revealed?: string
}

/** The folder at the top of a session's files. */
export function rootOf(files: SessionFiles | undefined): string {
  return files?.root ?? workspacePath
}

/** A name that is being typed for something new. */
export interface NewEntry {
  readonly session: SessionRef
  readonly folder: string
  readonly kind: 'file' | 'folder'
  readonly error?: ErrorData
  readonly saving: boolean
}

/** The folders of sessions' sandboxes, as far as they were opened. */
export interface FilesState {
  readonly sessions: Readonly<Record<string, SessionFiles>>
  readonly creating?: NewEntry
  /** What the person asked to delete, until they have answered. */
  readonly deleting?: { readonly session: SessionRef; readonly entry: FileEntry; readonly error?: ErrorData }

  /** Reads a folder unless it was read. */
  open(session: SessionRef, path: string): Promise<void>
  close(session: SessionRef, path: string): void
  /** Shows another folder at the top, and reads it. */
  goTo(session: SessionRef, path: string): void
  /** Opens the folders above a file or folder, and that one too when it is a folder, and brings it into sight. */
  reveal(session: SessionRef, path: string, isFolder: boolean): Promise<void>
  /** The tree has shown what was to be revealed. */
  wasRevealed(session: SessionRef): void
  /** Reads it again; what is known stays visible meanwhile. */
  read(session: SessionRef, path: string): Promise<void>
  /** Ends a reading that takes too long; what was known stays. */
  cancelReading(session: SessionRef, path: string): void
  /** Reads every open folder again. */
  refresh(session: SessionRef): Promise<void>
  startCreating(session: SessionRef, folder: string, kind: 'file' | 'folder'): void
  /** Makes it; returns its path, or undefined when it was not made (`creating.error` says why). */
  create(name: string): Promise<string | undefined>
  cancelCreating(): void
  askDelete(session: SessionRef, entry: FileEntry): void
  /** Deletes what was asked about; returns its path when it is gone. */
  confirmDelete(): Promise<string | undefined>
  cancelDelete(): void
  forgetSession(session: SessionRef): void
}

export type FilesStore = StoreApi<FilesState>

const nothing: SessionFiles = { folders: {}, expanded: [] }

/** The folders above a path, from `top` on. */
function foldersBetween(top: string, path: string): readonly string[] {
  const folders: string[] = []
  for (let folder = path; folder !== top && folder !== '/'; ) {
    folder = parentFolder(folder)
    folders.push(folder)
  }
  return folders
}

export function createFilesStore(client: Client<AppContract>): FilesStore {
  const readings = new Map<string, AbortController>()

  return createStore<FilesState>()((set, get) => {
    const ofSession = (session: SessionRef) => get().sessions[sessionKey(session)] ?? nothing

    function setSession(session: SessionRef, next: SessionFiles): void {
      set({ sessions: { ...get().sessions, [sessionKey(session)]: next } })
    }

    function setFolder(session: SessionRef, path: string, folder: FolderState): void {
      const now = ofSession(session)
      setSession(session, { ...now, folders: { ...now.folders, [path]: folder } })
    }

    /** A state without the question that was answered. */
    function drop(key: 'creating' | 'deleting'): void {
      const { [key]: _, ...rest } = get()
      set(rest as FilesState, true)
    }

    return {
      sessions: {},

      async open(session, path) {
        const now = ofSession(session)
        if (!now.expanded.includes(path)) setSession(session, { ...now, expanded: [...now.expanded, path] })
        const folder = now.folders[path]
        if (folder?.listing === undefined && folder?.loadingSince === undefined) await get().read(session, path)
      },

      close(session, path) {
        const now = ofSession(session)
        setSession(session, { ...now, expanded: now.expanded.filter((other) => other !== path) })
      },

      goTo(session, path) {
        // The root of everything is its own slash; of others it is no part of the name.
        const root = path === '/' ? path : path.replace(/\/+$/, '')
        const { root: _old, ...now } = ofSession(session)
        setSession(session, root === workspacePath ? now : { ...now, root })
        void get().open(session, root)
      },

      async reveal(session, path, isFolder) {
        const root = rootOf(ofSession(session))
        const isBelow = (folder: string) => path === folder || path.startsWith(joinPath(folder, ''))
        const top = isBelow(root) ? root : isBelow(workspacePath) ? workspacePath : parentFolder(path)
        if (top !== root) get().goTo(session, top)
        const folders = [...(isFolder ? [path] : []), ...foldersBetween(top, path)]
        await Promise.all(folders.map((folder) => get().open(session, folder)))
        setSession(session, { ...ofSession(session), revealed: path })
      },

      wasRevealed(session) {
        setSession(session, without(ofSession(session), 'revealed'))
      },

      async read(session, path) {
        const key = `${sessionKey(session)} ${path}`
        readings.get(key)?.abort()
        const abort = new AbortController()
        readings.set(key, abort)
        const { listing } = ofSession(session).folders[path] ?? {}
        const known = listing === undefined ? {} : { listing }
        setFolder(session, path, { ...known, loadingSince: Date.now() })
        try {
          const fresh = await client.call('files.list', { session, path }, { signal: abort.signal })
          setFolder(session, path, { listing: fresh })
        } catch (thrown) {
          // A newer reading took its place.
          if (isAppError(thrown, 'cancelled')) return
          setFolder(session, path, { ...known, error: toErrorData(thrown) })
        } finally {
          if (readings.get(key) === abort) readings.delete(key)
        }
      },

      cancelReading(session, path) {
        readings.get(`${sessionKey(session)} ${path}`)?.abort()
        const { listing } = ofSession(session).folders[path] ?? {}
        setFolder(session, path, listing === undefined ? { givenUp: true } : { listing })
      },

      async refresh(session) {
        const now = ofSession(session)
        const root = rootOf(now)
        // What is not under the folder at the top is not shown: it is read when it comes back.
        const shown = now.expanded.filter((path) => path === root || path.startsWith(joinPath(root, '')))
        const paths = [...new Set([root, ...shown])]
        await Promise.all(paths.map((path) => get().read(session, path)))
      },

      startCreating(session, folder, kind) {
        set({ creating: { session, folder, kind, saving: false } })
        void get().open(session, folder)
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
          await get().read(session, folder)
          return path
        } catch (thrown) {
          set({ creating: { session, folder, kind, saving: false, error: toErrorData(thrown) } })
          return undefined
        }
      },

      cancelCreating() {
        drop('creating')
      },

      askDelete(session, entry) {
        set({ deleting: { session, entry } })
      },

      async confirmDelete() {
        const { deleting } = get()
        if (!deleting) return undefined
        const { session, entry } = deleting
        try {
          await client.call('files.delete', { session, path: entry.path })
        } catch (thrown) {
          // Gone is what was wanted.
          if (!isAppError(thrown, 'not-found')) {
            set({ deleting: { session, entry, error: toErrorData(thrown) } })
            return undefined
          }
        }
        drop('deleting')
        const now = ofSession(session)
        const isInside = (path: string) => path === entry.path || path.startsWith(`${entry.path}/`)
        setSession(session, {
          ...now,
          folders: Object.fromEntries(Object.entries(now.folders).filter(([path]) => !isInside(path))),
          expanded: now.expanded.filter((path) => !isInside(path)),
        })
        await get().read(session, parentFolder(entry.path))
        return entry.path
      },

      cancelDelete() {
        drop('deleting')
      },

      forgetSession(session) {
        const { [sessionKey(session)]: _, ...sessions } = get().sessions
        set({ sessions })
      },
    }
  })
}
