import { useEffect } from 'react'
import type { Fonts } from '../../shared/domain/settings.ts'
import { useSubject } from '../state/provider.tsx'

/** Names of changes to how text is drawn, so that what draws by itself notices each (`watchText`). */
let changes = 0

/** Puts the density and the fonts of the settings on the root. */
export function useAppearance(): void {
  const density = useSubject('settings', (state) => state.settings.density) ?? 'compact'
  const fonts = useSubject('settings', (state) => state.settings.fonts)
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  useEffect(() => applyFonts(fonts ?? {}), [fonts])
}

function applyFonts({ family, editorSize, consoleSize }: Fonts): void {
  const { style, dataset } = document.documentElement
  // Without our own first: what the style sheet says.
  for (const name of ['--font-mono', '--type-editor', '--type-console']) style.removeProperty(name)
  if (family) {
    const others = getComputedStyle(document.documentElement).getPropertyValue('--font-mono')
    style.setProperty('--font-mono', `"${family}", ${others}`)
  }
  if (editorSize !== undefined) style.setProperty('--type-editor', `${editorSize}px`)
  if (consoleSize !== undefined) style.setProperty('--type-console', `${consoleSize}px`)
  changes += 1
  dataset.text = String(changes)
}
