import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import { fail } from '../../../shared/domain/errors.ts'
import type { FileVersion } from '../../../shared/domain/file.ts'
import { maxTransferBytes } from '../../../shared/domain/file.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { dropPart, writePart } from './write-file.ts'

/** A part of a file that is brought in from this computer, in order. */
export interface UploadPart {
  /** Hex, chosen by who brings it. */
  readonly upload: string
  readonly offset: number
  readonly bytes: Uint8Array
  /** Of the whole file. */
  readonly size: number
  readonly expected?: string | null
}

export interface Uploads {
  /** The version with the last part, null before. `conflict` for parts out of order; a failure ends the whole upload. */
  part(sandbox: Sandbox, path: string, part: UploadPart, signal: AbortSignal): Promise<FileVersion | null>
  /** Gives it up: nothing of it is left. */
  cancel(sandbox: Sandbox, path: string, upload: string): Promise<void>
}

/** Files that are brought in by their parts. Between parts only a hash is held. */
export function createUploads(): Uploads {
  const running = new Map<string, { readonly hash: Hash; next: number }>()

  async function drop(sandbox: Sandbox, path: string, upload: string): Promise<void> {
    running.delete(upload)
    await dropPart(sandbox, path, upload)
  }

  return {
    async part(sandbox, path, { upload, offset, bytes, size, expected }, signal) {
      if (size > maxTransferBytes) throw fail('too-large', 'At most 1 GB is brought in at once.')
      if (offset === 0) running.set(upload, { hash: createHash('sha256'), next: 0 })
      const state = running.get(upload)
      if (state?.next !== offset) throw fail('conflict', 'The parts did not arrive in order.')
      state.hash.update(bytes)
      state.next += bytes.byteLength
      const isLast = state.next >= size
      const sha256 = isLast ? state.hash.digest('hex') : ''
      try {
        const version = await writePart(sandbox, path, { token: upload, offset, bytes, size, sha256, expected }, signal)
        if (isLast) running.delete(upload)
        return version
      } catch (error) {
        await drop(sandbox, path, upload).catch(() => undefined)
        throw error
      }
    },

    cancel: drop,
  }
}
