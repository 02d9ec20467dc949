import type { Layout } from '../../shared/domain/settings.ts'
import { useStores, useSubject } from '../state/provider.tsx'
import { firstLayout } from './layout.ts'

/** The sizes that the person dragged, and how to change one. They are kept in the settings. */
export function useLayout(): readonly [Layout, (part: Partial<Layout>) => void] {
  const { settings } = useStores()
  const layout = useSubject('settings', (state) => state.settings.layout) ?? firstLayout
  return [
    layout,
    (part) => settings.getState().change((all) => ({ ...all, layout: { ...(all.layout ?? firstLayout), ...part } })),
  ]
}
