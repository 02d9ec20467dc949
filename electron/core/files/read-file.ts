import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { fail } from '../../../shared/domain/errors.ts'
import type { FileContent } from '../../../shared/domain/file.ts'
import { maxEditableBytes } from '../../../shared/domain/file.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { msOf } from './list-folder.ts'
import { runScript } from './run-script.ts'
import { readScript } from './scripts.ts'

const pieceBytes = 1024 * 1024

/** A file that somebody writes all the time is not read for ever. */
const tries = 3

const piece = z.object({
  piece: z.base64(),
  size: z.number(),
  modifiedNs: z.string().regex(/^-?\d+$/),
  inode: z.string(),
  end: z.boolean(),
  sha256: z.string().nullable(),
  same: z.boolean(),
})

/** A whole file in one state. `too-large` above `maxEditableBytes`, `conflict` when it changes all the time. */
export async function readFile(sandbox: Sandbox, path: string, signal?: AbortSignal): Promise<FileContent> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const content = await readOnce(sandbox, path, signal)
    if (content) return content
  }
  throw fail('conflict', `${path}: It changes while it is read.`)
}

/** Undefined when it changed meanwhile. */
async function readOnce(sandbox: Sandbox, path: string, signal?: AbortSignal): Promise<FileContent | undefined> {
  const parts: Buffer[] = []
  const hash = createHash('sha256')
  let offset = 0
  let state: string | undefined
  for (;;) {
    const args = [String(offset), String(pieceBytes), String(maxEditableBytes)]
    const answer = await runScript(sandbox, readScript, args, piece, path, signal)
    const present = `${answer.size} ${answer.modifiedNs} ${answer.inode}`
    if (!answer.same || (state !== undefined && present !== state)) return undefined
    state = present
    const bytes = Buffer.from(answer.piece, 'base64')
    parts.push(bytes)
    hash.update(bytes)
    offset += bytes.byteLength
    if (!answer.end) {
      // Shorter than it was: a piece in the middle is never empty.
      if (bytes.byteLength === 0) return undefined
      continue
    }
    const sha256 = hash.digest('hex')
    if (sha256 !== answer.sha256 || offset !== answer.size) return undefined
    return { path, bytes: whole(parts, offset), sha256, size: answer.size, modifiedAt: msOf(answer.modifiedNs) }
  }
}

/** A plain array: a Buffer may be a window into a large shared one. */
function whole(parts: readonly Buffer[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes
}
