import type { StorageLimits, StorageUsage } from '../../vault/contract.ts'
import type { VaultCaller } from './caller.ts'

/** How much is kept. */
export interface StorageRecords {
  usage(): Promise<StorageUsage>
  /** Answers when everything is within them. */
  setLimits(limits: StorageLimits): Promise<void>
  /** Gives up the output of runs that are over and began before this time (ms; absent: of all). The bytes freed. */
  freeOutputs(before?: number): Promise<number>
  /** Deletes copies from before updates, and what was moved aside because it was damaged. The bytes freed. */
  freeCopies(): Promise<number>
}

export function storageRecords(vault: VaultCaller): StorageRecords {
  return {
    usage: () => vault.call('storage.usage', undefined),
    setLimits: (limits) => vault.call('storage.setLimits', limits),
    freeOutputs: (before) =>
      vault.call('storage.free', { what: 'outputs', ...(before === undefined ? {} : { before }) }),
    freeCopies: () => vault.call('storage.free', { what: 'copies' }),
  }
}
