import { Buffer } from 'node:buffer'
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { FileVersion } from '../../../shared/domain/file.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { msOf } from './list-folder.ts'
import { runScript } from './run-script.ts'
import { dropScript, versionScript, writeScript } from './scripts.ts'

/** Bytes of one argument before base64: below the 131,071 that one argument may have (API note 4.3). */
const pieceBytes = 66 * 1024
/** Arguments of one execute: some 700 kB, which a slow link sends in time (API note 3.3) and an argument list holds. */
const piecesPerCall = 8

const written = z
  .object({ sha256: z.string(), size: z.number(), modifiedNs: z.string().regex(/^-?\d+$/) })
  .transform(({ sha256, size, modifiedNs }): FileVersion => ({ sha256, size, modifiedAt: msOf(modifiedNs) }))

export interface WriteOptions {
  /** The version that must still be there; `null`: nothing may be there; absent: whatever is there is replaced. */
  readonly expected?: string | null
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, checked, then moved over it. Its mode stays, links
 * are followed, folders above it are made.
 */
export async function writeFile(
  sandbox: Sandbox,
  path: string,
  bytes: Uint8Array,
  { expected }: WriteOptions = {},
): Promise<FileVersion> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const token = randomBytes(6).toString('hex')
  const part = { token, offset: 0, bytes, size: bytes.byteLength, sha256, expected }
  const version = await writePart(sandbox, path, part)
  if (!version) throw fail('internal', 'A helper program answered in a form that is not known.')
  return version
}

/** A stretch of a file that is written in parts. */
export interface FilePart {
  /** Names the temporary file: hex, the same for all parts of one writing. */
  readonly token: string
  readonly offset: number
  readonly bytes: Uint8Array
  /** Of the whole file. */
  readonly size: number
  /** Hex, of the whole; needed with the last part alone. */
  readonly sha256: string
  readonly expected: string | null | undefined
}

/** The version once the last part is there. After a failure nothing of it is left but for what a lost answer hides. */
export async function writePart(
  sandbox: Sandbox,
  path: string,
  { token, offset, bytes, size, sha256, expected }: FilePart,
  signal?: AbortSignal,
): Promise<FileVersion | null> {
  const condition = expected === undefined ? 'any' : (expected ?? 'none')
  const perCall = pieceBytes * piecesPerCall
  let version: FileVersion | null = null
  try {
    for (let from = 0; from === 0 || from < bytes.byteLength; from += perCall) {
      const part = bytes.subarray(from, from + perCall)
      const at = offset + from
      const isLast = at + part.byteLength >= size
      const figures = [String(at), isLast ? '1' : '0', String(size), sha256, condition]
      // Between two steps alone: what is sent goes on in the sandbox, and could write after all was removed.
      signal?.throwIfAborted()
      version = await runScript(sandbox, writeScript, [token, ...figures, ...piecesOf(part)], written.nullable(), path)
    }
  } catch (error) {
    if (!isAppError(error, 'outcome-unknown') && !isAppError(error, 'timeout')) throw error
    return await lookAfter(sandbox, path, token, sha256, error)
  }
  return version
}

/** Removes what a writing that was given up left beside its file. */
export async function dropPart(sandbox: Sandbox, path: string, token: string): Promise<void> {
  await runScript(sandbox, dropScript, [token], z.unknown(), path)
}

/** An answer was lost: the file itself tells whether it was written. Nothing half written is left beside it. */
async function lookAfter(
  sandbox: Sandbox,
  path: string,
  token: string,
  sha256: string,
  error: unknown,
): Promise<FileVersion> {
  await dropPart(sandbox, path, token).catch(() => undefined)
  const present = await runScript(sandbox, versionScript, [], written.nullable(), path).catch(() => undefined)
  if (present?.sha256 !== sha256) throw error
  return present
}

function piecesOf(bytes: Uint8Array): string[] {
  const pieces: string[] = []
  for (let offset = 0; offset < bytes.byteLength; offset += pieceBytes) {
    const part = bytes.subarray(offset, offset + pieceBytes)
    pieces.push(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64'))
  }
  return pieces
}
