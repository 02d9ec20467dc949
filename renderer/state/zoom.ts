import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import { isAppError } from '../../shared/domain/errors.ts'
import { zoomAfter } from '../../shared/domain/zoom.ts'
import type { Client } from '../../shared/wire/client.ts'
import { watch } from './watch.ts'

/** Zoom of the whole window; 1 is 100 %. */
export interface ZoomState {
  /** What the window has now, whoever changed it. Absent in a browser, which zooms by itself. */
  readonly factor?: number
  /** Follows it until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void>
  /** Of no weight: it never rejects. What came of it is told by `factor`. */
  set(factor: number): Promise<void>
  step(way: 'in' | 'out' | 'reset'): Promise<void>
}

export type ZoomStore = StoreApi<ZoomState>

export function createZoomStore(client: Client<AppContract>): ZoomStore {
  return createStore<ZoomState>()((set, get) => ({
    follow: (signal) => watch(client, 'app.zoom', undefined, { signal, onItem: (factor) => set({ factor }) }),
    async set(factor) {
      try {
        await client.call('app.setZoom', { factor })
      } catch (thrown) {
        if (!isAppError(thrown)) throw thrown
      }
    },
    async step(way) {
      const { factor } = get()
      if (factor !== undefined) await get().set(zoomAfter(factor, way))
    },
  }))
}
