import type { Layout } from '../../shared/domain/settings.ts'

/** px, from the person's settings or the first ones. */
export const firstLayout: Layout = { sideBar: 272, result: 408, panel: 236 }

/** How far each part may be dragged (px). The editor is never under 360 × 160. */
export interface Range {
  readonly min: number
  readonly max: number
}

/** Above the work and under it: title, tabs, breadcrumb and status line. */
const bars = 40 + 24

export function sideBarRange(): Range {
  return { min: 220, max: 420 }
}

/** @param width of the window, @param sideBar as shown (0 when hidden) */
export function resultRange(width: number, sideBar: number): Range {
  const work = width - sideBar
  return { min: 320, max: Math.max(320, Math.min(work / 2, work - 360)) }
}

/** @param height of the window */
export function panelRange(height: number): Range {
  const body = height - bars
  return { min: 120, max: Math.max(120, Math.min(body * 0.8, body - 160)) }
}

export function within(value: number, { min, max }: Range): number {
  return Math.round(Math.min(Math.max(value, min), max))
}
