import { joinPath } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { runLanguageOf } from '../../state/documents-language.ts'
import { pathStretches, pathWords } from '../../state/fuzzy-path.ts'
import type { Stretch } from '../../state/match-words.ts'
import { plainText } from '../../state/match-words.ts'
import type { Stores } from '../../state/stores.ts'
import { Icon } from '../../ui/icon.tsx'
import { CodeIcon, FileIcon, FolderIcon } from '../../ui/icons.ts'
import type { FoundEntry } from './palette-entry.ts'

/** Opens a file, or shows a folder in the tree. */
export function goToPath(stores: Stores, session: SessionRef, path: string): void {
  if (!path.endsWith('/')) {
    stores.documents.getState().openFile(session, path)
    return
  }
  const folder = path === '/' ? path : path.slice(0, -1)
  stores.commands.getState().run('region.files')
  void stores.files.getState().reveal(session, folder, true)
}

/** Paths of a session that are known without asking: of folders that were read, and of open documents. */
export function knownPaths(stores: Stores, session: SessionRef): readonly string[] {
  const folders = stores.files.getState().sessions[sessionKey(session)]?.folders ?? {}
  const listed = Object.values(folders).flatMap(({ listing }) => listing?.entries ?? [])
  return [
    ...listed.map(({ path, type, leadsToFolder }) => (type === 'folder' || leadsToFolder ? joinPath(path, '') : path)),
    ...openPaths(stores, session),
  ]
}

/** Paths of open documents. */
export function openPaths(stores: Stores, session: SessionRef): readonly string[] {
  const open = Object.values(stores.documents.getState().sessions[sessionKey(session)]?.byId ?? {})
  return open.flatMap(({ path }) => path ?? [])
}

/** Below a folder: the rest of the path; elsewhere the whole path. */
export function relativeTo(root: string, path: string): string {
  const start = joinPath(root, '')
  return path.startsWith(start) ? path.slice(start.length) : path
}

/** A found path as a line: its name first, where it lies behind it. */
export function fileEntry(stores: Stores, session: SessionRef, root: string, found: string, query: string): FoundEntry {
  const isFolder = found.endsWith('/')
  const path = found.startsWith('/') ? found : joinPath(root, found)
  const shown = shownPath(found)
  const name = shown.lastIndexOf('/', shown.length - 2) + 1
  const stretches = pathStretches(pathWords(query), plainText(shown))
  const Picture = isFolder ? FolderIcon : runLanguageOf(path) === undefined ? FileIcon : CodeIcon
  return {
    entry: {
      id: `file ${path}`,
      name: shown.slice(name),
      note: name === 0 ? '' : shown.slice(0, name - 1) || '/',
      icon: <Icon of={Picture} />,
      run: () => goToPath(stores, session, path),
    },
    match: { stretches: [within(stretches, name, shown.length), within(stretches, 0, name - 1)], score: 0 },
  }
}

/** Stretches of a part of a text, counted from its beginning. */
function within(stretches: readonly Stretch[], from: number, to: number): readonly Stretch[] {
  return stretches.flatMap(([a, b]): Stretch[] => {
    const [start, end] = [Math.max(a, from), Math.min(b, to)]
    return start < end ? [[start - from, end - from]] : []
  })
}
