import { hasRawBytes, pathFromBytes, pathToBytes } from './path-bytes.ts'
import type { SessionRef } from './session.ts'

/**
 * Text that a person typed and that is not in the sandbox yet, or never will be (a scratch cell). Kept on this
 * computer: acknowledged means on disk.
 */
export interface Draft {
  readonly session: SessionRef
  /** `file:/workspace/a.py`, or `scratch:1`. */
  readonly documentId: string
  readonly text: string
  /** The file's version under the edits; absent for a scratch cell and for a new file. */
  readonly baseSha256?: string
  /** Grows with each change in one window; an older one never replaces a newer one. */
  readonly revision: number
  /** When it was kept (ms, our clock). */
  readonly keptAt: number
}

/** What a document id says. */
export type DocumentKind =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'scratch'; readonly number: number }

/** `file:/workspace/a.py`; of a path that is no text, its bytes in hex: ids are kept where only text can be. */
export function fileDocumentId(path: string): string {
  return hasRawBytes(path) ? `bytes:${hexOf(pathToBytes(path))}` : `file:${path}`
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function pathOfHex(hex: string): string | undefined {
  const pairs = /^(?:[0-9a-f]{2})+$/.test(hex) ? (hex.match(/../g) ?? []) : []
  const path = pathFromBytes(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)))
  return path.startsWith('/') ? path : undefined
}

export function scratchDocumentId(number: number): string {
  return `scratch:${number}`
}

/** Undefined when it is no document id. */
export function parseDocumentId(id: string): DocumentKind | undefined {
  if (id.startsWith('file:/')) return { kind: 'file', path: id.slice('file:'.length) }
  const path = id.startsWith('bytes:') ? pathOfHex(id.slice('bytes:'.length)) : undefined
  if (path !== undefined) return { kind: 'file', path }
  const match = /^scratch:([1-9][0-9]{0,5})$/.exec(id)
  return match ? { kind: 'scratch', number: Number(match[1]) } : undefined
}
