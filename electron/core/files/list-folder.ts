import { Buffer } from 'node:buffer'
import { z } from 'zod'
import type { FileEntry, FolderListing } from '../../../shared/domain/file.ts'
import { joinPath } from '../../../shared/domain/file.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { runScript } from './run-script.ts'
import { listScript } from './scripts.ts'

/** Entries of one answer: some 3 MB, well below the 10 MiB at which an output is cut. */
const pageSize = 20_000

const page = z.object({
  entries: z.array(
    z.tuple([
      z.base64(),
      z.enum(['file', 'folder', 'link', 'other']),
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

/** All entries of a folder, folders first, by name. */
export async function listFolder(sandbox: Sandbox, path: string, signal?: AbortSignal): Promise<FolderListing> {
  const entries: FileEntry[] = []
  let after = ''
  for (;;) {
    const answer = await runScript(sandbox, listScript, [path, after, String(pageSize)], page, path, signal)
    for (const entry of answer.entries) entries.push(entryOf(path, entry))
    if (!answer.more) break
    after = answer.last
  }
  entries.sort(inOrder)
  return { path, entries, asOf: Date.now() }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Exported for its test. */
export function entryOf(folder: string, [name64, type, size, modifiedNs, mode, leadsToFolder]: Entry): FileEntry {
  const bytes = Buffer.from(name64, 'base64')
  let name: string
  let raw: string | undefined
  try {
    name = strict.decode(bytes)
  } catch {
    name = bytes.toString('utf8')
    raw = Buffer.concat([Buffer.from(joinPath(folder, '')), bytes]).toString('base64')
  }
  return {
    name,
    path: joinPath(folder, name),
    type,
    size,
    modifiedAt: msOf(modifiedNs),
    mode,
    ...(raw === undefined ? {} : { raw }),
    ...(leadsToFolder ? { leadsToFolder } : {}),
  }
}

/** Nanoseconds as text, because they are beyond what a number holds. */
export function msOf(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000_000n)
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function inOrder(a: FileEntry, b: FileEntry): number {
  const isFolder = (entry: FileEntry) => entry.type === 'folder' || entry.leadsToFolder === true
  if (isFolder(a) !== isFolder(b)) return isFolder(a) ? -1 : 1
  return collator.compare(a.name, b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}
