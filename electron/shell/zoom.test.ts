import { describe, expect, test } from 'vitest'
import type { KeyInput } from './zoom.ts'
import { zoomAfter } from './zoom.ts'

function key(name: string, held: Partial<KeyInput> = { control: true }): KeyInput {
  return { type: 'keyDown', key: name, control: false, meta: false, alt: false, shift: false, ...held }
}

describe('zoom keys', () => {
  test('step in and out between 50 and 200 %, and back to 100 %', () => {
    expect(zoomAfter(key('='), 1, 'linux')).toBe(1.1)
    expect(zoomAfter(key('+', { control: true, shift: true }), 1.1, 'linux')).toBe(1.25)
    expect(zoomAfter(key('-'), 1, 'linux')).toBe(0.9)
    expect(zoomAfter(key('0'), 1.75, 'linux')).toBe(1)
    expect(zoomAfter(key('='), 2, 'linux')).toBe(2)
    expect(zoomAfter(key('-'), 0.5, 'linux')).toBe(0.5)
    // Electron gives back a factor that went through a logarithm.
    expect(zoomAfter(key('='), 1.0999999, 'linux')).toBe(1.25)
  })

  test('are held with Ctrl, on a Mac with ⌘, and with nothing else', () => {
    expect(zoomAfter(key('=', { meta: true }), 1, 'darwin')).toBe(1.1)
    expect(zoomAfter(key('='), 1, 'darwin')).toBeUndefined()
    expect(zoomAfter(key('=', { meta: true }), 1, 'linux')).toBeUndefined()
    expect(zoomAfter(key('=', { control: true, alt: true }), 1, 'linux')).toBeUndefined()
    expect(zoomAfter(key('=', {}), 1, 'linux')).toBeUndefined()
    expect(zoomAfter({ ...key('='), type: 'keyUp' }, 1, 'linux')).toBeUndefined()
    expect(zoomAfter(key('w'), 1, 'linux')).toBeUndefined()
  })
})
