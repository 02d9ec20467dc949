import { Buffer } from 'node:buffer'
import { z } from 'zod'
import type { FileFacts } from '../../../shared/domain/file.ts'
import { fileKinds } from '../../../shared/domain/file.ts'
import { pathFromBytes } from '../../../shared/domain/path-bytes.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { msOf } from './list-folder.ts'
import { lookScript } from './look-script.ts'
import { runScript } from './run-script.ts'

/** Enough to tell what a file is, and to show it. */
const headBytes = 256

const kind = z.enum(fileKinds)

const facts = z.object({
  kind,
  size: z.number(),
  modifiedNs: z.string().regex(/^-?\d+$/),
  mode: z.int(),
  uid: z.int(),
  gid: z.int(),
  owner: z.string().nullable(),
  group: z.string().nullable(),
  heldBy: z.int(),
  target: z.base64().optional(),
  leadsTo: z.object({ kind, size: z.number() }).optional(),
  entries: z.int().optional(),
  head: z.base64().optional(),
})

/** Everything that is known of one entry; a link itself, and what it leads to. `not-found`. */
export async function lookAt(sandbox: Sandbox, path: string, signal?: AbortSignal): Promise<FileFacts> {
  const found = await runScript(sandbox, lookScript, [String(headBytes)], facts, path, signal)
  const { target, leadsTo, entries, head } = found
  return {
    path,
    kind: found.kind,
    size: found.size,
    modifiedAt: msOf(found.modifiedNs),
    mode: found.mode,
    owner: found.owner ?? String(found.uid),
    group: found.group ?? String(found.gid),
    heldBy: found.heldBy,
    ...(target === undefined ? {} : { target: pathFromBytes(Buffer.from(target, 'base64')) }),
    ...(leadsTo ? { leadsTo } : {}),
    ...(entries === undefined ? {} : { entries }),
    // A plain array: a Buffer is a window into a large shared one.
    ...(head === undefined ? {} : { head: new Uint8Array(Buffer.from(head, 'base64')) }),
  }
}
