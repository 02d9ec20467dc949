import { useEffect, useState } from 'react'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { FileIndex } from '../../state/file-index.ts'
import { rootOf } from '../../state/files.ts'
import type { PreparedPaths } from '../../state/fuzzy-path.ts'
import { preparePaths, searchPaths } from '../../state/fuzzy-path.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import type { Stores } from '../../state/stores.ts'
import { fileEntry, knownPaths, openPaths, relativeTo } from './file-entries.tsx'
import type { FoundEntry } from './palette-entry.ts'

/** Lines that are drawn; a person who needs another one types more of its name. */
const mostShown = 30

/** What was read so lately is not read again (ms). */
const fresh = 5_000

/** Files of the session in front, and how much is known of them. */
export interface FoundFiles {
  readonly items: readonly FoundEntry[]
  readonly session: SessionRef
  /** The folder that is looked through. */
  readonly root: string
  readonly index?: FileIndex | undefined
}

/**
 * Files and folders that fit, as far below the folder at the top of the tree as it goes; read anew in the background.
 * @param query what was typed; undefined: files are not looked for
 */
export function useFoundFiles(query: string | undefined): FoundFiles | undefined {
  const stores = useStores()
  const front = useSubject('sessions', (state) => state.front)
  const key = front && sessionKey(front)
  const isLive = useSubject('sessions', (state) => key !== undefined && state.opened.has(key))
  const root = useSubject('files', (state) => rootOf(key === undefined ? undefined : state.sessions[key]))
  const present = useSubject('fileIndex', (state) => (key === undefined ? undefined : state.sessions[key]))
  const index = present?.root === root ? present : undefined
  const [items, setItems] = useState<readonly FoundEntry[]>([])
  const isWanted = query !== undefined

  useEffect(() => {
    if (front && isLive && isWanted) void stores.fileIndex.getState().refresh(front, root, fresh)
  }, [stores, front, isLive, isWanted, root])

  // A list that is read anew takes the place of the old one with the next letter and not before: nothing moves under
  // the person's choice. The first one is shown as it grows.
  const growing = index?.end === undefined ? index?.found : undefined
  useEffect(() => {
    if (!front || query === undefined) return
    const abort = new AbortController()
    const paths = pathsToSearch(stores, front, root, growing)
    void searchPaths(paths, query, { limit: mostShown, signal: abort.signal }).then((found) => {
      if (found) setItems(found.map(({ path }) => fileEntry(stores, front, root, path, query)))
    })
    return () => abort.abort()
  }, [stores, front, root, growing, query])

  return front && isWanted ? { items, session: front, root, index } : undefined
}

/** All that was read, and what is open from elsewhere; what is known without asking before anything was read. */
function pathsToSearch(
  stores: Stores,
  session: SessionRef,
  root: string,
  growing: PreparedPaths | undefined,
): PreparedPaths {
  const index = stores.fileIndex.getState().sessions[sessionKey(session)]
  const read = growing ?? (index?.root === root ? index.found : undefined)
  const relative = (paths: readonly string[]) => [...new Set(paths.map((path) => relativeTo(root, path)))].sort()
  if (!read || read.paths.length === 0) return preparePaths(relative(knownPaths(stores, session)))
  const outside = preparePaths(relative(openPaths(stores, session)).filter((path) => path.startsWith('/')))
  if (outside.paths.length === 0) return read
  return { paths: [...read.paths, ...outside.paths], plain: [...read.plain, ...outside.plain] }
}
