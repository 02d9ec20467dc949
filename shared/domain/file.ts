/** Where a session's own files are. */
export const workspacePath = '/workspace'

/** A larger file is not opened in the editor (bytes). */
export const maxEditableBytes = 8 * 1024 * 1024

/** As the list of a folder tells them apart; everything else that a path can be is `FileKind`. */
export type FileType = 'file' | 'folder' | 'link' | 'other'

/** One entry of a folder. */
export interface FileEntry {
  /** As it is drawn (`shownPath`); the name itself is the end of the path. */
  readonly name: string
  /** Every byte of it, as `path-bytes.ts` has them. */
  readonly path: string
  readonly type: FileType
  /** What an entry of the type `other` is. */
  readonly special?: FileKind
  /** For a link to a folder, which can be opened like one. */
  readonly leadsToFolder?: boolean
  readonly size: number
  /** ms since 1970, the sandbox's clock. */
  readonly modifiedAt: number
  readonly mode: number
}

/** What a path leads to, as the file system knows it. */
export const fileKinds = [
  'file',
  'folder',
  'link',
  'pipe',
  'socket',
  'block-device',
  'character-device',
  'other',
] as const
export type FileKind = (typeof fileKinds)[number]

/** Everything that is known of one entry. */
export interface FileFacts {
  /** Every byte of it, as `path-bytes.ts` has them. */
  readonly path: string
  readonly kind: FileKind
  readonly size: number
  /** ms since 1970, the sandbox's clock. */
  readonly modifiedAt: number
  /** Permissions: the twelve low bits of the mode. */
  readonly mode: number
  /** Names where the sandbox knows them, else numbers. */
  readonly owner: string
  readonly group: string
  /** Of a file: how many names it has. */
  readonly heldBy: number
  /** Of a link: its text, bytes as in a path; what it leads to, absent when there is nothing. */
  readonly target?: string
  readonly leadsTo?: { readonly kind: FileKind; readonly size: number }
  /** Of a folder: how many entries it has; absent when it could not be read. */
  readonly entries?: number
  /** Of a file, also behind a link: its first bytes, 256 at most; absent when it could not be read. */
  readonly head?: Uint8Array
}

/** More is brought in or saved by other means (bytes). */
export const maxTransferBytes = 1_000_000_000

/** A folder's entries, folders first, by name. */
export interface FolderListing {
  readonly path: string
  readonly entries: readonly FileEntry[]
  /** When it was read (ms, our clock). */
  readonly asOf: number
}

/** Identifies one state of a file's content. */
export interface FileVersion {
  /** Hex. */
  readonly sha256: string
  readonly size: number
  readonly modifiedAt: number
}

export interface FileContent extends FileVersion {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Last part of a path; "/" for the root. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/** The folder that holds it; "/" for what lies at the root. */
export function parentFolder(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  const slash = trimmed.lastIndexOf('/')
  return slash <= 0 ? '/' : trimmed.slice(0, slash)
}

/** `name` within `folder`. */
export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}

/** Why this cannot be the name of a file or folder, or undefined when it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'A name is needed.'
  if (name === '.' || name === '..') return 'This name means a folder that is there already.'
  if (name.includes('/')) return 'A name holds no slash.'
  if (name.includes('\0')) return 'A name holds no NUL.'
  if (new TextEncoder().encode(name).byteLength > 255) return 'At most 255 bytes.'
  return undefined
}

// ignoreBOM: a byte order mark stays part of the text, so that saving writes back what was read.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a file, or undefined when its bytes are no UTF-8 text: those are shown, never edited. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 8192).includes(0)) return undefined
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
