import { createContext, useContext } from 'react'
import type { StoreApi } from 'zustand'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ShownParts } from '../../shared/domain/settings.ts'

/** A part of the frame that opens over the work where the window is narrow. */
export type Drawer = 'sessions' | 'files'

/** What of the frame is shown. The parts are kept in the settings (`useKeptFrame`). */
export interface FrameState extends ShownParts {
  /** The tab of the panel in front; `result` only in a narrow window. */
  readonly panelTab: 'result' | 'console' | 'runs'
  /** What was last asked to be found in the runs of all sessions; a new object each time. */
  readonly runSearch?: { readonly text: string }
  /** In a narrow window: what is open over the work. */
  readonly drawer?: Drawer
  toggle(part: 'sideBar' | 'result' | 'panel' | 'maximised'): void
  showPanelTab(tab: 'result' | 'console' | 'runs'): void
  /** Shows runs of all sessions that hold these words. */
  findRuns(text: string): void
  /** In a narrow window its tab comes to the front; a panel that is hidden stays so in a wide one. */
  resultOfNewRun(): void
  openDrawer(drawer: Drawer | undefined): void
}

export type FrameStore = StoreApi<FrameState>

export function createFrameStore(): FrameStore {
  return createStore<FrameState>()((set, get) => ({
    sideBar: true,
    result: true,
    panel: true,
    maximised: false,
    panelTab: 'console',
    toggle(part) {
      set({ [part]: !get()[part] })
      // A panel that is hidden cannot be maximised.
      if (part === 'panel' && !get().panel) set({ maximised: false })
      if (part === 'maximised' && get().maximised) set({ panel: true })
    },
    showPanelTab: (panelTab) => set({ panelTab, panel: true }),
    findRuns: (text) => set({ panelTab: 'runs', panel: true, runSearch: { text } }),
    resultOfNewRun: () => set({ panelTab: 'result' }),
    openDrawer(drawer) {
      const { drawer: _old, ...rest } = get()
      set(drawer ? { ...rest, drawer } : rest, true)
    },
  }))
}

const FrameContext = createContext<FrameStore | undefined>(undefined)

export const FrameProvider = FrameContext

/** The store of the frame itself, for handlers. */
export function useFrameStore(): FrameStore {
  const store = useContext(FrameContext)
  if (!store) throw new Error('This component needs a FrameProvider above it.')
  return store
}

/** A part of it. */
export function useFrame<Part>(select: (state: FrameState) => Part): Part {
  return useStore(useFrameStore(), select)
}
