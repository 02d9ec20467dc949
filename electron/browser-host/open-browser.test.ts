import { describe, expect, test, vi } from 'vitest'
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

  test('is not called without a display', async () => {
    const system = { platform: 'linux', environment: { DISPLAY: '' } } as const
    expect(openerCommand(address, system)).toBeUndefined()
    await expect(openBrowser(address, system)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('that is not installed is said', async () => {
    vi.stubEnv('PATH', '/nowhere')
    const system = { platform: 'linux', environment: { DISPLAY: ':0' } } as const
    await expect(openBrowser(address, system)).rejects.toMatchObject({
      code: 'unsupported',
      message: 'No browser could be opened: xdg-open does not start.',
    })
    vi.unstubAllEnvs()
  })
})
