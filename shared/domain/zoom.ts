/** Zoom of the whole window, 1 is 100 %: the steps that browsers have. */
export const zoomSteps = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const

/** From 50 to 200 %. */
export const zoomRange = { least: 0.5, most: 2 } as const

/** One step from a factor, which may lie between two of them. It stays at either end. */
export function zoomAfter(factor: number, way: 'in' | 'out' | 'reset'): number {
  // What Chromium gives back went through a logarithm.
  const near = 0.01
  switch (way) {
    case 'reset':
      return 1
    case 'in':
      return zoomSteps.find((step) => step > factor + near) ?? zoomRange.most
    case 'out':
      return [...zoomSteps].reverse().find((step) => step < factor - near) ?? zoomRange.least
  }
}
