import { z } from 'zod'
import { bytes, nothing, sessionRef, sha256 } from '../../../shared/contract/schemas.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { JsonValue } from '../../../shared/domain/workflow-cursor.ts'
import { call } from '../../../shared/wire/contract.ts'

/** What an archive is made of: `manifest` lists what is in `content`. */
export const archiveParts = ['manifest', 'content', 'variables'] as const

export type ArchivePart = (typeof archiveParts)[number]

/** Bytes as they were sent: their number and SHA-256 (hex). */
export interface PartSum {
  readonly bytes: number
  readonly sha256: string
}

export type PartSums = Readonly<Partial<Record<ArchivePart, PartSum>>>

/** An archive that was received whole. */
export interface Archive {
  readonly id: string
  readonly session: SessionRef
  /** ms, our clock. */
  readonly createdAt: number
  /** What its maker noted, such as how many files it holds. */
  readonly about: JsonValue
  readonly parts: PartSums
}

/** Of one appending and one answer (bytes). */
export const maxArchivePieceBytes = 1024 * 1024

const id = z.uuid()
const part = z.enum(archiveParts)
const offset = z.int().min(0)

/**
 * Archives of sessions. One is begun, its parts are appended piece by piece, and it is there when `archives.finish` has
 * compared it with the sums of its sender; before that nobody sees it.
 */
export const archives = {
  /** Bytes that are here already of each part: a sender goes on behind them after a crash. */
  'archives.begin': call<Readonly<Partial<Record<ArchivePart, number>>>>()(
    z.object({
      id,
      session: sessionRef,
      createdAt: z.int().min(0),
      about: z.custom<JsonValue>((value) => value !== undefined),
    }),
  ),
  /** Throws `conflict` when it begins behind what is here, and `not-found` for one that was not begun. */
  'archives.append': call<void>()(
    z.object({ id, part, offset, bytes: bytes.refine(({ byteLength }) => byteLength <= maxArchivePieceBytes) }),
  ),
  /** Throws `conflict` when what is on the disk is not what these sums say; then it has to be removed and sent again. */
  'archives.finish': call<Archive>()(
    z.object({
      id,
      parts: z.partialRecord(part, z.object({ bytes: z.int().min(0), sha256 })),
    }),
  ),
  /** The newest first. */
  'archives.list': call<readonly Archive[]>()(z.object({ session: sessionRef.exactOptional() }).or(nothing)),
  /** Fewer bytes than asked for only at the end. Throws `not-found`. */
  'archives.read': call<Uint8Array>()(
    z.object({ id, part, offset, maxBytes: z.int().min(1).max(maxArchivePieceBytes) }),
  ),
  /** Reads all of it. Throws `unavailable` with a sentence when the disk has damaged it. */
  'archives.verify': call<void>()(z.object({ id })),
  /** Also one that is not finished. What it alone held is deleted. */
  'archives.remove': call<void>()(z.object({ id })),
} as const
