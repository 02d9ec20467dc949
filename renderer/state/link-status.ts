import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'

/** Whether the window reaches its program. `since`: ms, our clock. */
export interface LinkState {
  readonly status: 'connecting' | 'open' | 'lost'
  readonly since: number
  change(status: LinkState['status']): void
  /** Tries to reach it now; who opens the link sets it. */
  readonly again: () => void
}

export type LinkStore = StoreApi<LinkState>

export function createLinkStore(): LinkStore {
  return createStore<LinkState>()((set, get) => ({
    status: 'connecting',
    since: Date.now(),
    change(status) {
      if (get().status !== status) set({ status, since: Date.now() })
    },
    again: () => {},
  }))
}
