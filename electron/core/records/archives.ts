import type { SessionRef } from '../../../shared/domain/session.ts'
import type { Archive, ArchivePart, PartSums } from '../../vault/contract.ts'
import type { VaultCaller } from './caller.ts'

/**
 * Archives of sessions, sent and read in pieces of at most 1 MiB. Several pieces may be on their way at once: they are
 * taken in the order in which they were sent. One that is not finished is seen by nobody.
 */
export interface ArchiveRecords {
  /** @returns bytes that are here of each part: after a crash a sender goes on behind them */
  begin(archive: Omit<Archive, 'parts'>): Promise<Readonly<Partial<Record<ArchivePart, number>>>>
  /** Rejects with `conflict` when a piece before this one is missing, and `not-found` for one that was not begun. */
  append(id: string, part: ArchivePart, offset: number, bytes: Uint8Array): Promise<void>
  /** Rejects with `conflict` when what is on the disk has other sums; then it is to be removed and sent again. */
  finish(id: string, parts: PartSums): Promise<Archive>
  /** Of one session, or all; the newest first. */
  list(session?: SessionRef): Promise<readonly Archive[]>
  /** Fewer bytes than asked for only at the end. Rejects with `not-found`. */
  read(id: string, part: ArchivePart, offset: number, maxBytes: number): Promise<Uint8Array>
  /** Reads all of it; rejects with `unavailable` when the disk has damaged it. */
  verify(id: string): Promise<void>
  /** Also one that is not finished. */
  remove(id: string): Promise<void>
}

export function archiveRecords(vault: VaultCaller): ArchiveRecords {
  return {
    begin: ({ id, session: { connectionId, sessionId }, createdAt, about }) =>
      vault.call('archives.begin', { id, session: { connectionId, sessionId }, createdAt, about }),
    append: (id, part, offset, bytes) => vault.call('archives.append', { id, part, offset, bytes }),
    finish: (id, parts) => vault.call('archives.finish', { id, parts }),
    list: (session) =>
      vault.call(
        'archives.list',
        session && { session: { connectionId: session.connectionId, sessionId: session.sessionId } },
      ),
    read: (id, part, offset, maxBytes) => vault.call('archives.read', { id, part, offset, maxBytes }),
    verify: (id) => vault.call('archives.verify', { id }),
    remove: (id) => vault.call('archives.remove', { id }),
  }
}
