import { zoomRange } from '../../shared/domain/zoom.ts'

/** A place on the desktop, in px of the system. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How a window was left. */
export interface WindowState {
  /** Of the window as it is when it is neither maximised nor full screen. Absent before it was ever moved. */
  readonly place?: Place
  readonly maximised: boolean
  readonly fullScreen: boolean
  /** 1 is 100 %. */
  readonly zoom: number
}

export const firstWindowState: WindowState = { maximised: false, fullScreen: false, zoom: 1 }

/** What a kept text says; each part that makes no sense is as at the first start. */
export function parseWindowState(text: string): WindowState {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return firstWindowState
  }
  if (typeof value !== 'object' || value === null) return firstWindowState
  const { place, maximised, fullScreen, zoom } = value as Record<string, unknown>
  return {
    ...(isPlace(place) ? { place } : {}),
    maximised: maximised === true,
    fullScreen: fullScreen === true,
    zoom: typeof zoom === 'number' && zoom >= zoomRange.least && zoom <= zoomRange.most ? zoom : 1,
  }
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height } = value as Record<string, unknown>
  return [x, y, width, height].every((one) => Number.isSafeInteger(one)) && Number(width) > 0 && Number(height) > 0
}

/** So much of its title bar has to be on a screen that a person can take hold of the window there, px. */
const grip = { width: 120, height: 40 } as const

/**
 * Where a window goes that was at `place`: there, no larger than the screen it is mostly on; or only its size, for the
 * system to place it, when the screen it was on is gone.
 * @param screens work areas; the first is the main one
 */
export function placeOnScreens(place: Place, screens: readonly Place[]): Partial<Place> {
  const { x, y, width } = place
  const bar: Place = { x, y, width, height: grip.height }
  const holding = screens
    .map((screen) => ({ screen, seen: overlap(bar, screen) }))
    .filter(({ seen }) => seen.width >= Math.min(grip.width, width) && seen.height >= grip.height)
    .sort((a, b) => b.seen.width - a.seen.width)[0]
  const screen = holding?.screen ?? screens[0]
  const size = {
    width: Math.min(width, screen?.width ?? width),
    height: Math.min(place.height, screen?.height ?? place.height),
  }
  return holding ? { x, y, ...size } : size
}

function overlap(a: Place, b: Place): { readonly width: number; readonly height: number } {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}
