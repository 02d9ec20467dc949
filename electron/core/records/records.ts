import type { StoreStatus } from '../../vault/contract.ts'
import type { ArchiveRecords } from './archives.ts'
import { archiveRecords } from './archives.ts'
import type { VaultCaller } from './caller.ts'
import type { ConnectionRecords } from './connections.ts'
import { connectionRecords } from './connections.ts'
import type { CursorRecords } from './cursors.ts'
import { cursorRecords } from './cursors.ts'
import type { DraftRecords } from './drafts.ts'
import { draftRecords } from './drafts.ts'
import type { RunOptionsRecords } from './run-options.ts'
import { runOptionsRecords } from './run-options.ts'
import type { RunRecords, RunSearch } from './runs.ts'
import { runRecords } from './runs.ts'
import type { SessionRecords } from './sessions.ts'
import { sessionRecords } from './sessions.ts'
import type { SettingsRecords } from './settings.ts'
import { settingsRecords } from './settings.ts'
import type { StorageRecords } from './storage.ts'
import { storageRecords } from './storage.ts'

export type {
  Archive,
  ArchivePart,
  FoundRun,
  KeptDraft,
  KeptOutput,
  KeptRun,
  KeptRunOptions,
  PartSum,
  PartSums,
  RunToKeep,
  SavedConnection,
  StorageLimits,
  StorageUsage,
  StoreStatus,
  StreamOffsets,
} from '../../vault/contract.ts'

/**
 * What this computer keeps. Every writing call answers when it is on disk, and can be repeated. Rejects with
 * `unavailable` when it cannot be written (a full disk) and with `refused` when the folder is in use by another
 * application or was written by a newer version; the message is for the person.
 */
export interface Records {
  readonly sessions: SessionRecords
  readonly drafts: DraftRecords
  readonly settings: SettingsRecords
  readonly connections: ConnectionRecords
  readonly cursors: CursorRecords
  readonly runs: RunRecords
  readonly runOptions: RunOptionsRecords
  readonly archives: ArchiveRecords
  readonly storage: StorageRecords
  status(): Promise<StoreStatus>
}

export type { RunSearch, VaultCaller }

/** The records kept by this vault. */
export function createRecords(vault: VaultCaller): Records {
  return {
    sessions: sessionRecords(vault),
    drafts: draftRecords(vault),
    settings: settingsRecords(vault),
    connections: connectionRecords(vault),
    cursors: cursorRecords(vault),
    runs: runRecords(vault),
    archives: archiveRecords(vault),
    runOptions: runOptionsRecords(vault),
    storage: storageRecords(vault),
    status: () => vault.call('storage.status', undefined),
  }
}
