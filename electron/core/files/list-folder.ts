import { Buffer } from 'node:buffer'
import { z } from 'zod'
import type { FileEntry, FileKind, FolderListing } from '../../../shared/domain/file.ts'
import { fileKinds, joinPath } from '../../../shared/domain/file.ts'
import { pathFromBytes, shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { runScript } from './run-script.ts'
import { listScript } from './scripts.ts'

/** Entries of one answer: some 3 MB, well below the 10 MiB at which an output is cut. */
const defaultPageSize = 20_000

const page = z.object({
  entries: z.array(
    z.tuple([
      // Base64.
      z.string(),
      z.enum(fileKinds),
      z.number(),
      z.string().regex(/^-?\d+$/),
      z.number(),
      z.boolean(),
    ]),
  ),
  more: z.boolean(),
  last: z.string(),
})

type Entry = z.infer<typeof page>['entries'][number]

export interface ListOptions {
  readonly signal?: AbortSignal
  /** Entries of one answer. */
  readonly pageSize?: number
}

/** All entries of a folder, folders first, by name. */
export async function listFolder(
  sandbox: Sandbox,
  path: string,
  { signal, pageSize = defaultPageSize }: ListOptions = {},
): Promise<FolderListing> {
  const entries: FileEntry[] = []
  let after = ''
  for (;;) {
    const answer = await runScript(sandbox, listScript, [after, String(pageSize)], page, path, signal)
    for (const entry of answer.entries) entries.push(entryOf(path, entry))
    if (!answer.more) break
    after = answer.last
  }
  entries.sort(entries.length > collatedAtMost ? byFolderAndCode : byFolderAndName)
  return { path, entries, asOf: Date.now() }
}

function typeOf(kind: FileKind): Pick<FileEntry, 'type' | 'special'> {
  if (kind === 'file' || kind === 'folder' || kind === 'link') return { type: kind }
  return kind === 'other' ? { type: 'other' } : { type: 'other', special: kind }
}

function entryOf(folder: string, [name64, kind, size, modifiedNs, mode, leadsToFolder]: Entry): FileEntry {
  const name = pathFromBytes(Buffer.from(name64, 'base64'))
  return {
    name: shownPath(name),
    path: joinPath(folder, name),
    ...typeOf(kind),
    size,
    modifiedAt: msOf(modifiedNs),
    mode,
    ...(leadsToFolder ? { leadsToFolder } : {}),
  }
}

/** Nanoseconds as text, because they are beyond what a number holds. */
export function msOf(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000_000n)
}

/** Collation of 100,000 names would hold up everything for a second. */
const collatedAtMost = 5_000

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function byFolder(a: FileEntry, b: FileEntry): number {
  const isFolder = (entry: FileEntry) => entry.type === 'folder' || entry.leadsToFolder === true
  return Number(isFolder(b)) - Number(isFolder(a))
}

function byCode(a: FileEntry, b: FileEntry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

function byFolderAndCode(a: FileEntry, b: FileEntry): number {
  return byFolder(a, b) || byCode(a, b)
}

/** "b2" before "b10", and capital letters with small ones. */
function byFolderAndName(a: FileEntry, b: FileEntry): number {
  return byFolder(a, b) || collator.compare(a.name, b.name) || byCode(a, b)
}
