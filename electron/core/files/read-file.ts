import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { fail } from '../../../shared/domain/errors.ts'
import type { FileContent, FileVersion } from '../../../shared/domain/file.ts'
import { maxEditableBytes, maxTransferBytes } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
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
  throw fail('conflict', `${shownPath(path)}: It changes while it is read.`)
}

/** Undefined when it changed meanwhile. */
async function readOnce(sandbox: Sandbox, path: string, signal?: AbortSignal): Promise<FileContent | undefined> {
  const parts: Uint8Array[] = []
  for await (const part of piecesOf(sandbox, path, maxEditableBytes, signal)) {
    if (part === 'changed') return undefined
    parts.push(part.bytes)
    if (part.version) return { path, bytes: whole(parts, part.version.size), ...part.version }
  }
  return undefined
}

/** A piece of a file that is read to its end. */
export interface FilePiece {
  readonly bytes: Uint8Array
  /** Of the whole file. */
  readonly size: number
}

/**
 * A whole file in one state, in pieces, whatever is in it. `conflict` when it changed meanwhile: what was read of it is
 * worth nothing then. `too-large` above `maxTransferBytes`.
 */
export async function* readPieces(sandbox: Sandbox, path: string, signal?: AbortSignal): AsyncGenerator<FilePiece> {
  for await (const part of piecesOf(sandbox, path, maxTransferBytes, signal)) {
    if (part === 'changed') throw fail('conflict', `${shownPath(path)}: It changed while it was read.`)
    yield { bytes: part.bytes, size: part.size }
  }
}

/** The last piece has the version; `changed` is the last one too. */
async function* piecesOf(
  sandbox: Sandbox,
  path: string,
  limit: number,
  signal?: AbortSignal,
): AsyncGenerator<'changed' | (FilePiece & { readonly version?: FileVersion })> {
  const hash = createHash('sha256')
  let offset = 0
  let state: string | undefined
  for (;;) {
    const args = [String(offset), String(pieceBytes), String(limit)]
    const answer = await runScript(sandbox, readScript, args, piece, path, signal)
    const present = `${answer.size} ${answer.modifiedNs} ${answer.inode}`
    if (!answer.same || (state !== undefined && present !== state)) return yield 'changed'
    state = present
    // A plain array: a Buffer may be a window into a large shared one.
    const bytes = new Uint8Array(Buffer.from(answer.piece, 'base64'))
    hash.update(bytes)
    offset += bytes.byteLength
    const { size } = answer
    if (!answer.end) {
      // Shorter than it was: a piece in the middle is never empty.
      if (bytes.byteLength === 0) return yield 'changed'
      yield { bytes, size }
      continue
    }
    const sha256 = hash.digest('hex')
    if (sha256 !== answer.sha256 || offset !== size) return yield 'changed'
    yield { bytes, size, version: { sha256, size, modifiedAt: msOf(answer.modifiedNs) } }
    return
  }
}

function whole(parts: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes
}
