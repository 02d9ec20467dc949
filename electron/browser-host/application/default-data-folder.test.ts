import { describe, expect, test } from 'vitest'
import { defaultDataFolder as ofStartCommand } from '../../start/data-folder.mjs'
import { defaultDataFolder } from './default-data-folder.ts'

describe('default data folder', () => {
  test.each([
    ['linux', {}, '/home/ann/.local/share/cloud-sandbox-desktop'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/cloud-sandbox-desktop'],
    ['linux', { XDG_DATA_HOME: 'data' }, '/home/ann/.local/share/cloud-sandbox-desktop'],
    ['linux', { XDG_DATA_HOME: '' }, '/home/ann/.local/share/cloud-sandbox-desktop'],
    ['freebsd', {}, '/home/ann/.local/share/cloud-sandbox-desktop'],
    ['darwin', {}, '/home/ann/Library/Application Support/Cloud Sandbox Desktop'],
    [
      'win32',
      { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming' },
      'C:\\Users\\ann\\AppData\\Roaming\\Cloud Sandbox Desktop',
    ],
    ['win32', {}, '\\home\\ann\\AppData\\Roaming\\Cloud Sandbox Desktop'],
  ] as const)('on %s with %j it is %s, as for the start command', (platform, environment, folder) => {
    const system = { platform, environment, home: '/home/ann' }
    expect(defaultDataFolder(system)).toBe(folder)
    expect(ofStartCommand(system)).toBe(folder)
  })
})
