import { describe, expect, test } from 'vitest'
import { openBrowser, openerCommand } from './open-browser.ts'

const address = 'http://127.0.0.1:4000/#token=a&b'

describe('the opener of the system', () => {
  test('gets the address as one argument', () => {
    expect(openerCommand(address, { platform: 'linux', environment: { DISPLAY: ':0' } })).toEqual(['xdg-open', address])
    expect(openerCommand(address, { platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual([
      'xdg-open',
      address,
    ])
    expect(openerCommand(address, { platform: 'darwin', environment: {} })).toEqual(['open', address])
    expect(openerCommand(address, { platform: 'win32', environment: {} })?.at(-1)).toBe(address)
  })

  test('is not called without a display', () => {
    expect(openerCommand(address, { platform: 'linux', environment: { DISPLAY: '' } })).toBeUndefined()
  })

  test('that is not installed is told, not thrown', async () => {
    const reason = await new Promise<string>((resolve) => {
      const environment = { DISPLAY: ':0' }
      const before = process.env.PATH
      process.env.PATH = '/nowhere'
      openBrowser(address, resolve, { platform: 'linux', environment })
      process.env.PATH = before
    })
    expect(reason).toContain('ENOENT')
  })
})
