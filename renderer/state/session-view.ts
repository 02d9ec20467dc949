import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { SessionFilter } from './session-filter.ts'
import { noFilter } from './session-filter.ts'

/** How the list of sessions is looked at: not kept between starts, but for the order. */
export interface SessionViewState {
  /** The fields of the filter are shown. */
  readonly isFilterOpen: boolean
  readonly filter: SessionFilter
  /** Keys of the sessions that were marked to do something with all of them. */
  readonly marked: ReadonlySet<string>
  setFilterOpen(open: boolean): void
  setFilter(part: Partial<SessionFilter>): void
  clearFilter(): void
  setMarked(keys: Iterable<string>): void
}

export type SessionViewStore = StoreApi<SessionViewState>

export function createSessionViewStore(): SessionViewStore {
  return createStore<SessionViewState>()((set, get) => ({
    isFilterOpen: false,
    filter: noFilter,
    marked: new Set(),
    setFilterOpen: (isFilterOpen) => set({ isFilterOpen, ...(isFilterOpen ? {} : { filter: noFilter }) }),
    setFilter: (part) => set({ filter: { ...get().filter, ...part } }),
    clearFilter: () => set({ filter: noFilter }),
    setMarked: (keys) => set({ marked: new Set(keys) }),
  }))
}
