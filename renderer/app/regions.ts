import { flushSync } from 'react-dom'

/** Parts of the window that keys lead to, in reading order. */
export const regions = ['sessions', 'files', 'editor', 'result', 'panel'] as const
export type Region = (typeof regions)[number]

const focusable =
  'button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), textarea:not([disabled]), [tabindex="0"]:not([role="separator"]), a[href]'

function element(region: Region): HTMLElement | undefined {
  return document.querySelector<HTMLElement>(`[data-region="${region}"]`) ?? undefined
}

/**
 * Moves the focus into a region: to what it marks with `data-region-focus` (also by `textarea`, where the editor and the
 * terminal take their text), else to the first thing that takes focus. False when there is nothing.
 */
export function focusRegion(region: Region): boolean {
  const root = element(region)
  const target =
    root?.querySelector<HTMLElement>('[data-region-focus]') ??
    root?.querySelector<HTMLElement>('textarea') ??
    root?.querySelector<HTMLElement>(focusable)
  target?.focus()
  return target !== undefined && target !== null
}

/** The same, or the region itself when nothing in it can be used: it is still where the person wants to be. */
function focusRegionItself(region: Region): boolean {
  if (focusRegion(region)) return true
  const root = element(region)
  if (root) root.tabIndex = -1
  root?.focus()
  return root !== undefined
}

/**
 * Shows a region and moves the focus there before it returns: what is typed next is for it, and must not reach what had
 * the focus before. A region whose pane is still being loaded gets it with the next frame.
 */
export function showRegion(region: Region, show: () => void): void {
  flushSync(show)
  if (!focusRegion(region)) requestAnimationFrame(() => focusRegionItself(region))
}

/** The region that has the focus. */
export function focusedRegion(): Region | undefined {
  const name = document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region
  return regions.find((region) => region === name)
}

/** Moves the focus into this region, or the next one that is there, around the end. */
export function focusNear(region: Region | undefined): void {
  const start = Math.max(0, regions.indexOf(region ?? 'sessions'))
  for (let step = 0; step < regions.length; step += 1) {
    const next = regions[(start + step) % regions.length]
    if (next && element(next)?.getClientRects().length && focusRegionItself(next)) return
  }
}

/** Moves the focus to the region `by` places further that is there, around the end. */
export function focusNextRegion(by: 1 | -1): void {
  const present = regions.filter((region) => element(region) !== undefined)
  const from = focusedRegion()
  const start = from === undefined ? (by === 1 ? -1 : 0) : present.indexOf(from)
  for (let step = 1; step <= present.length; step += 1) {
    const region = present[(start + by * step + present.length * 2) % present.length]
    if (region && focusRegionItself(region)) return
  }
}

/** What is said, the most pressing first: the bar, the newest message, older ones, and where all of them can be read again. */
function noticePlaces(): readonly HTMLElement[] {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
  return [...all('[data-region="notices"]'), ...all('[data-toasts] > li').reverse(), ...all('[data-bell]')]
}

/** Moves the focus to the notices: to what can be done about the first one, and with each further press to the next. */
export function focusNotices(): void {
  const places = noticePlaces()
  const from = places.findIndex((place) => place.contains(document.activeElement))
  const next = places[(from + 1) % places.length]
  const button = next?.matches('button') ? next : next?.querySelector<HTMLElement>('button')
  button?.focus()
}
