/** A key, as Electron tells it before the page sees it. */
export interface KeyInput {
  readonly type: string
  readonly key: string
  readonly control: boolean
  readonly meta: boolean
  readonly alt: boolean
  readonly shift: boolean
}

/** Zoom of the whole window: 50 to 200 %, in the steps that browsers have. */
const factors = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const

/**
 * The zoom factor after this key, or undefined when it is no zoom key: Ctrl (on a Mac ⌘) with =, +, - or 0.
 * There is no menu that would bring these keys.
 */
export function zoomAfter(input: KeyInput, factor: number, platform: NodeJS.Platform): number | undefined {
  const held = platform === 'darwin' ? input.meta && !input.control : input.control && !input.meta
  if (input.type !== 'keyDown' || !held || input.alt) return undefined
  switch (input.key) {
    case '0':
      return 1
    case '=':
    case '+':
      return factors.find((step) => step > factor + 0.01) ?? factors[factors.length - 1]
    case '-':
      return [...factors].reverse().find((step) => step < factor - 0.01) ?? factors[0]
    default:
      return undefined
  }
}
