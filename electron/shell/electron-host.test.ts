import { describe, expect, test } from 'vitest'
import { noKeystore } from '../core/host.ts'
import type { FramedWindow } from './electron-host.ts'
import { electronHost } from './electron-host.ts'
import { WindowZoom } from './window-zoom.ts'

const colours = { background: '#111318', symbols: '#e4e7ec' }

function host(window: FramedWindow | undefined, platform: NodeJS.Platform = 'linux') {
  return electronHost({
    platform,
    openExternal: async () => {},
    keystore: noKeystore,
    zoom: new WindowZoom(1, () => {}),
    menu: { show: () => {}, choices: async function* () {} },
    isAfterCrash: () => false,
    hasScreenReader: () => false,
    askSavePath: async (name) => `/home/mira/${name}`,
    window: () => window,
  })
}

describe('host of Electron', () => {
  test('colours the part of the frame that the system draws', () => {
    const calls: unknown[] = []
    host({
      setBackgroundColor: (colour) => calls.push(colour),
      setTitleBarOverlay: (options) => calls.push(options),
    }).setFrameColours?.(colours)
    expect(calls).toEqual(['#111318', { color: '#111318', symbolColor: '#e4e7ec', height: 40 }])
  })

  test('does without where there is no such part, or no window', () => {
    const setBackgroundColor = () => {}
    host({ setBackgroundColor }).setFrameColours?.(colours)
    host({
      setBackgroundColor,
      setTitleBarOverlay: () => {
        throw new TypeError('Titlebar overlay is not enabled')
      },
    }).setFrameColours?.(colours)
    host(undefined).setFrameColours?.(colours)
  })

  test('suggests names that every system takes', async () => {
    const { askSavePath } = host(undefined)
    expect(await askSavePath?.('report 1.csv')).toBe('/home/mira/report 1.csv')
    expect(await askSavePath?.('a\n"b":\ufffd')).toBe('/home/mira/a__b___')
    expect(await askSavePath?.('..')).toBe('/home/mira/file')
  })

  test('names the system', () => {
    expect(
      ['linux', 'darwin', 'win32', 'freebsd'].map((name) => host(undefined, name as NodeJS.Platform).platform),
    ).toEqual(['linux', 'mac', 'windows', 'linux'])
  })
})
