import { describe, expect, test } from 'vitest'
import { webPreferences } from './web-preferences.ts'
import { windowOptions } from './window-options.ts'

describe('web preferences', () => {
  test('the settings of the page are exactly these, and frozen', () => {
    const preferences = webPreferences('/out/preload.cjs')
    expect(Object.isFrozen(preferences)).toBe(true)
    expect(preferences).toEqual({
      preload: '/out/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      safeDialogs: true,
    })
  })

  test('the window takes them as they are', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const options = windowOptions({ platform, dark: true, preload: '/p.cjs' })
      expect(options.webPreferences).toEqual(webPreferences('/p.cjs'))
      expect(Object.isFrozen(options.webPreferences)).toBe(true)
    }
  })
})

describe('window', () => {
  test('is hidden until it is drawn, in the colour of its theme', () => {
    const dark = windowOptions({ platform: 'linux', dark: true, preload: '' })
    const light = windowOptions({ platform: 'linux', dark: false, preload: '' })
    expect(dark.show).toBe(false)
    expect(dark.backgroundColor).not.toBe(light.backgroundColor)
    expect([dark.minWidth, dark.minHeight]).toEqual([480, 400])
  })

  test('has its own title bar of 40 px; the system draws the buttons', () => {
    expect(windowOptions({ platform: 'linux', dark: true, preload: '' })).toMatchObject({
      titleBarStyle: 'hidden',
      titleBarOverlay: { height: 40 },
    })
    expect(windowOptions({ platform: 'darwin', dark: true, preload: '' })).not.toHaveProperty('titleBarOverlay')
  })
})
