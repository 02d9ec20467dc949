import { describe, expect, it } from 'vitest'
import { panelRange, resultRange, within } from './layout.ts'

describe('the sizes of the frame', () => {
  it('leave the editor 360 px beside the result', () => {
    const { max } = resultRange(1110, 272)
    expect(1110 - 272 - max).toBeGreaterThanOrEqual(360)
    expect(max).toBeLessThanOrEqual((1110 - 272) / 2)
  })

  it('leave the editor 160 px above the panel', () => {
    expect(400 - 64 - panelRange(400).max).toBeGreaterThanOrEqual(160)
    expect(panelRange(900).max).toBeCloseTo((900 - 64) * 0.8)
  })

  it('never fall under their least, also in a tiny window', () => {
    expect(within(236, panelRange(200))).toBe(120)
    expect(within(10, resultRange(1440, 272))).toBe(320)
  })
})
