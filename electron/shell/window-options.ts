import type { BrowserWindowConstructorOptions } from 'electron'
import type { FrameColours } from '../core/host.ts'
import { webPreferences } from './web-preferences.ts'
import type { Place } from './window-state.ts'

/** Height of the window's own title bar, px. The system draws its buttons into it. */
export const titleBarHeight = 40

/** What decides about a window. */
export interface WindowLook {
  readonly platform: NodeJS.Platform
  readonly dark: boolean
  readonly preload: string
  /** Where it was at the last start, as far as that is on a screen. */
  readonly place?: Partial<Place>
}

/** Colours of the frame before the page has said which theme it has: `--surface-1` and `--text-2` of the two themes. */
function firstColours(dark: boolean): FrameColours {
  return dark ? { background: '#171a20', symbols: '#b0b7c3' } : { background: '#f5f6f8', symbols: '#444c59' }
}

/**
 * How the window is made: without the system's title bar, and not shown before it is drawn, so that nothing flashes.
 */
export function windowOptions({ platform, dark, preload, place }: WindowLook): BrowserWindowConstructorOptions {
  const { background, symbols } = firstColours(dark)
  return {
    width: 1280,
    height: 800,
    ...place,
    minWidth: 480,
    minHeight: 400,
    show: false,
    title: 'Cloud Sandbox Desktop',
    backgroundColor: background,
    titleBarStyle: 'hidden',
    ...(platform === 'darwin'
      ? { trafficLightPosition: { x: 14, y: 13 } }
      : { titleBarOverlay: { color: background, symbolColor: symbols, height: titleBarHeight } }),
    webPreferences: webPreferences(preload),
  }
}
