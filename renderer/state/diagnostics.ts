import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { LogText } from '../../shared/domain/log-text.ts'
import type { StorageLimits, StorageUsage } from '../../shared/domain/storage.ts'
import type { Client } from '../../shared/wire/client.ts'

/** What the application keeps of itself and for the person. Every call rejects with `AppError`. */
export interface DiagnosticsState {
  readLogs(): Promise<readonly LogText[]>
  /** A text for somebody who helps. */
  report(): Promise<string>
  usage(): Promise<StorageUsage>
  setLimits(limits: StorageLimits): Promise<void>
  /** The bytes that became free. */
  free(what: 'outputs' | 'copies'): Promise<number>
}

export type DiagnosticsStore = StoreApi<DiagnosticsState>

export function createDiagnosticsStore(client: Client<AppContract>): DiagnosticsStore {
  return createStore<DiagnosticsState>()(() => ({
    readLogs: () => client.call('logs.read', undefined),
    report: () => client.call('logs.report', undefined),
    usage: () => client.call('storage.usage', undefined),
    setLimits: (limits) => client.call('storage.setLimits', limits),
    free: (what) => client.call('storage.free', { what }),
  }))
}
