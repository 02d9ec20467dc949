import { useEffect } from 'react'
import { useStores, useSubject } from '../state/provider.tsx'
import { tokenColours } from '../ui/token-colours.ts'
import { applyTheme } from './theme.ts'

/** Draws the theme of the settings, and tells the system the colours of its part of the frame. */
export function useTheme(): void {
  const { app } = useStores()
  const theme = useSubject('settings', (state) => state.settings.theme)
  const isElectron = useSubject('app', (state) => state.info?.host === 'electron')
  useEffect(
    () =>
      applyTheme(theme, () => {
        if (!isElectron) return
        const colours = tokenColours(['surface-1', 'text-1'])
        void app.getState().setFrameColours(colours['surface-1'], colours['text-1'])
      }),
    [app, theme, isElectron],
  )
}
