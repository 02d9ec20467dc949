import { useSubject } from './provider.tsx'

/** px that "comfortable" adds to every row and bar (`--density` in tokens.css). */
const comfortable = 4

/**
 * Of a row that has this height in the compact density, px. For lists that place their rows by themselves: they must
 * know what the style sheet does.
 */
export function useRowHeight(compact: number): number {
  const density = useSubject('settings', (state) => state.settings.density)
  return compact + (density === 'comfortable' ? comfortable : 0)
}
