import { archives } from './contract/archives.ts'
import { connections } from './contract/connections.ts'
import { cursors } from './contract/cursors.ts'
import { drafts } from './contract/drafts.ts'
import { runOptions } from './contract/run-options.ts'
import { runs } from './contract/runs.ts'
import { sessions } from './contract/sessions.ts'
import { settings } from './contract/settings.ts'
import { storage } from './contract/storage.ts'

export type { StorageLimits, StorageUsage } from '../../shared/domain/storage.ts'
export type { Archive, ArchivePart, PartSum, PartSums } from './contract/archives.ts'
export type { SavedConnection } from './contract/connections.ts'
export type { KeptDraft } from './contract/drafts.ts'
export type { KeptRunOptions } from './contract/run-options.ts'
export type { FoundRun, KeptOutput, KeptRun, RunToKeep, StreamOffsets } from './contract/runs.ts'
export type { StoreStatus } from './contract/storage.ts'

/**
 * What main asks the vault. A write answers when it is on disk. Every call can be repeated after a broken wire: doing it
 * twice is doing it once. Codes: `unavailable` when the disk is full or fails, `refused` when the folder is in use or
 * was written by a newer version.
 */
export const vaultContract = {
  ...sessions,
  ...drafts,
  ...settings,
  ...connections,
  ...cursors,
  ...runs,
  ...runOptions,
  ...archives,
  ...storage,
} as const

export type VaultContract = typeof vaultContract
