import type { NewConnection } from '../../../shared/domain/connection.ts'
import type { Draft } from '../../../shared/domain/draft.ts'
import type { SessionRecord, SessionRef } from '../../../shared/domain/session.ts'
import type { Settings } from '../../../shared/domain/settings.ts'

/** A connection that a person added; "This computer" is never among them. */
export interface SavedConnection extends NewConnection {
  readonly id: string
}

/** What became of a draft that was to be kept. */
export interface KeptDraft {
  readonly keptAt: number
  /** The revision that is kept now: higher than the one sent when a newer text was there already. */
  readonly revision: number
}

/** State of the store behind the records. */
export interface StoreStatus {
  /** There when the store could not be read and was moved aside at this start: what happened, for a person. */
  readonly movedAside?: string
}

/**
 * What this computer keeps. Every writing call answers when it is on disk. Rejects with `unavailable` when it cannot be
 * written (a full disk) and with `refused` when the folder is in use by another application or was written by a newer
 * version; the message is for the person.
 */
export interface Records {
  readonly sessions: {
    list(connectionId: string): Promise<readonly SessionRecord[]>
    /** Replaces the record of this session as a whole. */
    put(record: SessionRecord): Promise<void>
    remove(session: SessionRef): Promise<void>
  }
  readonly drafts: {
    /**
     * Keeps it unless a newer revision is kept. A window takes `max(last + 1, Date.now())` for its next revision, where
     * `last` includes that of the draft it found: so a reload never falls behind.
     */
    keep(draft: Omit<Draft, 'keptAt'>): Promise<KeptDraft>
    list(session: SessionRef): Promise<readonly Draft[]>
    /** With `revision`: only when nothing newer than that is kept, so that text typed during a save stays. */
    discard(session: SessionRef, documentId: string, revision?: number): Promise<void>
    discardAll(session: SessionRef): Promise<void>
  }
  readonly settings: {
    /** The defaults when none were written. */
    read(): Promise<Settings>
    write(settings: Settings): Promise<void>
  }
  readonly connections: {
    /** In the order in which they were added. */
    list(): Promise<readonly SavedConnection[]>
    put(connection: SavedConnection): Promise<void>
    remove(id: string): Promise<void>
  }
  status(): Promise<StoreStatus>
}
