import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { AppInfo } from '../../shared/domain/app-info.ts'
import { isAppError } from '../../shared/domain/errors.ts'
import type { Client } from '../../shared/wire/client.ts'

/** The program that the window belongs to. */
export interface AppInfoState {
  readonly info?: AppInfo
  load(): Promise<void>
  /** Rejects with `AppError`: `refused` for an address that may not be opened. */
  openExternal(url: string): Promise<void>
  /** Tells the system its colours of the frame. Of no weight: it never rejects. */
  setFrameColours(background: string, symbols: string): Promise<void>
}

export type AppInfoStore = StoreApi<AppInfoState>

export function createAppInfoStore(client: Client<AppContract>): AppInfoStore {
  return createStore<AppInfoState>()((set) => ({
    async load() {
      try {
        set({ info: await client.call('app.info', undefined) })
      } catch (thrown) {
        if (!isAppError(thrown)) throw thrown
      }
    },
    openExternal: (url) => client.call('app.openExternal', { url }),
    async setFrameColours(background, symbols) {
      try {
        await client.call('app.frameColours', { background, symbols })
      } catch (thrown) {
        if (!isAppError(thrown)) throw thrown
      }
    },
  }))
}
