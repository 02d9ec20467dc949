import { useEffect } from 'react'
import type { ShownParts } from '../../shared/domain/settings.ts'
import { useStores } from '../state/provider.tsx'
import type { FrameState } from './frame-store.ts'
import { useFrameStore } from './frame-store.ts'

/** Shows the parts of the window that were shown at its end, and keeps which are. */
export function useKeptFrame(): void {
  const { settings } = useStores()
  const frame = useFrameStore()
  useEffect(() => {
    let end = () => {}
    let over = false
    void settings
      .getState()
      .load()
      .then(({ shown }) => {
        if (over) return
        if (shown) frame.setState(shown)
        end = frame.subscribe((now, before) => {
          if (!same(now, before)) settings.getState().change((all) => ({ ...all, shown: partsOf(now) }))
        })
      })
    return () => {
      over = true
      end()
    }
  }, [settings, frame])
}

function partsOf({ sideBar, result, panel, maximised }: FrameState): ShownParts {
  return { sideBar, result, panel, maximised }
}

function same(a: FrameState, b: FrameState): boolean {
  return a.sideBar === b.sideBar && a.result === b.result && a.panel === b.panel && a.maximised === b.maximised
}
