import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { FileFacts, FolderListing } from '../../shared/domain/file.ts'
import { joinPath, parentFolder, workspacePath } from '../../shared/domain/file.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { FilesChanges, FilesChangesState } from './files-changes.ts'
import { createFilesChanges } from './files-changes.ts'
import { without } from './without.ts'

/** One folder as far as it was read. */
export interface FolderState {
  /** When the reading under way began (ms); absent when none is. */
  readonly loadingSince?: number
  /** The last good answer; stale while `error` is set. */
  readonly listing?: FolderListing
  /** Why the last reading failed. */
  readonly error?: ErrorData
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

/** What a look at one entry found. */
export interface Looked {
  readonly path: string
  /** ms, our clock. */
  readonly at: number
  readonly facts?: FileFacts
  readonly error?: ErrorData
}

/** The folders of sessions' sandboxes, as far as they were opened. */
export interface FilesState extends FilesChangesState, FilesChanges {
  readonly sessions: Readonly<Record<string, SessionFiles>>
  /** The last entry that was looked at. */
  readonly looked?: Looked

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
  /** Reads every open folder again. */
  refresh(session: SessionRef): Promise<void>
  /** Looks at everything that is known of one entry. */
  look(session: SessionRef, path: string): Promise<void>
  /** Ends the reading of a folder; what is known of it stays. */
  cancelReading(session: SessionRef, path: string): void
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

    const changes = createFilesChanges({
      client,
      get,
      set,
      drop: (key) => set(without(get(), key) as FilesState, true),
      open: (session, folder) => get().open(session, folder),
      read: (session, folder) => get().read(session, folder),
      forget(session, path) {
        const now = ofSession(session)
        const isOther = (other: string) => other !== path && !other.startsWith(`${path}/`)
        setSession(session, {
          ...now,
          folders: Object.fromEntries(Object.entries(now.folders).filter(([folder]) => isOther(folder))),
          expanded: now.expanded.filter(isOther),
        })
      },
      unlist(session, path) {
        const now = ofSession(session)
        const folder = now.folders[parentFolder(path)]
        if (!folder?.listing) return
        const entries = folder.listing.entries.filter((entry) => entry.path !== path)
        const listing = { ...folder.listing, entries }
        setSession(session, { ...now, folders: { ...now.folders, [parentFolder(path)]: { ...folder, listing } } })
      },
    })

    return {
      ...changes,
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
          if (readings.get(key) !== abort) return
          if (isAppError(thrown, 'cancelled')) return setFolder(session, path, known)
          setFolder(session, path, { ...known, error: toErrorData(thrown) })
        } finally {
          if (readings.get(key) === abort) readings.delete(key)
        }
      },

      async refresh(session) {
        const now = ofSession(session)
        const root = rootOf(now)
        // What is not under the folder at the top is not shown: it is read when it comes back.
        const shown = now.expanded.filter((path) => path === root || path.startsWith(joinPath(root, '')))
        const paths = [...new Set([root, ...shown])]
        await Promise.all(paths.map((path) => get().read(session, path)))
      },

      async look(session, path) {
        set({ looked: { path, at: 0 } })
        const found = await client.call('files.look', { session, path }).then(
          (facts) => ({ facts }),
          (thrown: unknown) => ({ error: toErrorData(thrown) }),
        )
        if (get().looked?.path === path) set({ looked: { path, at: Date.now(), ...found } })
      },

      cancelReading(session, path) {
        readings.get(`${sessionKey(session)} ${path}`)?.abort()
      },

      forgetSession(session) {
        const { [sessionKey(session)]: _, ...sessions } = get().sessions
        set({ sessions })
      },
    }
  })
}
