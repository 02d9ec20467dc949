import type { BrowserWindowConstructorOptions } from 'electron'
import type { FrameColours } from '../core/host.ts'
import { webPreferences } from './web-preferences.ts'

/** Height of the window's own title bar, px. The system draws its buttons into it. */
export const titleBarHeight = 40

/** What decides about a window. */
export interface WindowLook {
  readonly platform: NodeJS.Platform
  readonly dark: boolean
  readonly preload: string
}

/** Colours of the frame before the page has said which theme it has: `--surface-1` and `--text-2` of the two themes. */
function firstColours(dark: boolean): FrameColours {
  return dark ? { background: '#171a20', symbols: '#b0b7c3' } : { background: '#f5f6f8', symbols: '#444c59' }
}

/**
 * How the window is made: without the system's title bar, and not shown before it is drawn, so that nothing flashes.
 */
export function windowOptions({ platform, dark, preload }: WindowLook): BrowserWindowConstructorOptions {
  const { background, symbols } = firstColours(dark)
  return {
    width: 1280,
    height: 800,
    minWidth: 480,
    minHeight: 400,
    show: false,
    title: 'Cloud Sandbox Desktop',
    backgroundColor: background,
    autoHideMenuBar: true,
    titleBarStyle: 'hidden',
    ...(platform === 'darwin'
      ? { trafficLightPosition: { x: 14, y: 13 } }
      : { titleBarOverlay: { color: background, symbolColor: symbols, height: titleBarHeight } }),
    webPreferences: webPreferences(preload),
  }
}
