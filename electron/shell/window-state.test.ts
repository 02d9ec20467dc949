import { describe, expect, test } from 'vitest'
import { firstWindowState, parseWindowState, placeOnScreens } from './window-state.ts'

describe('how a window was left', () => {
  test('is read as it was written', () => {
    const state = { place: { x: -8, y: 20, width: 900, height: 700 }, maximised: true, fullScreen: false, zoom: 1.25 }
    expect(parseWindowState(JSON.stringify(state))).toEqual(state)
  })

  test.each(['', 'null', '[]', '{', '{"zoom":9,"place":{"x":0,"y":0,"width":-1,"height":1},"maximised":"yes"}'])(
    '%j is no reason not to open',
    (text) => expect(parseWindowState(text)).toEqual(firstWindowState),
  )
})

describe('its place', () => {
  const main = { x: 0, y: 24, width: 1600, height: 976 }
  const second = { x: 1600, y: 0, width: 1920, height: 1080 }
  const place = { x: 1700, y: 100, width: 1200, height: 800 }

  test('is where it was while its screen is there', () => {
    expect(placeOnScreens(place, [main, second])).toEqual(place)
  })

  test('is for the system to say when its screen is gone', () => {
    expect(placeOnScreens(place, [main])).toEqual({ width: 1200, height: 800 })
  })

  test('is given up when its title bar cannot be taken hold of', () => {
    for (const lost of [
      { ...place, x: 1560, y: 100 },
      { ...place, x: 100, y: -30 },
      { ...place, x: 100, y: 980 },
    ])
      expect(placeOnScreens(lost, [main])).toEqual({ width: 1200, height: 800 })
    expect(placeOnScreens({ ...place, x: -1000, y: 24 }, [main])).toMatchObject({ x: -1000, y: 24 })
  })

  test('is no larger than its screen', () => {
    expect(placeOnScreens({ x: 0, y: 24, width: 5000, height: 3000 }, [main])).toEqual(main)
  })
})
