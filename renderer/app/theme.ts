import type { Theme } from '../../shared/domain/settings.ts'

/** What is drawn: `system` resolved. */
export type ShownTheme = Exclude<Theme, 'system'>

const dark = '(prefers-color-scheme: dark)'
const more = '(prefers-contrast: more)'

/** The theme that the system asks for. */
export function systemTheme(match: (query: string) => boolean): ShownTheme {
  if (match(more)) return 'contrast'
  return match(dark) ? 'dark' : 'light'
}

/** Puts the theme on the root, and again when the system changes its mind. Returns what ends it. */
export function applyTheme(theme: Theme, onShown: (shown: ShownTheme) => void): () => void {
  const lists = [matchMedia(dark), matchMedia(more)]
  const apply = () => {
    const shown = theme === 'system' ? systemTheme((query) => matchMedia(query).matches) : theme
    document.documentElement.dataset.theme = shown
    onShown(shown)
  }
  apply()
  if (theme !== 'system') return () => {}
  for (const list of lists) list.addEventListener('change', apply)
  return () => {
    for (const list of lists) list.removeEventListener('change', apply)
  }
}
