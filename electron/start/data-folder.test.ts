import { expect, test } from 'vitest'
import { defaultDataFolder } from './data-folder.mjs'

test.each([
  ['linux', {}, '/home/ada', '/home/ada/.local/share/cloud-sandbox-desktop'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/cloud-sandbox-desktop'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/cloud-sandbox-desktop'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/ada', '/home/ada/.local/share/cloud-sandbox-desktop'],
  ['darwin', {}, '/Users/ada', '/Users/ada/Library/Application Support/Cloud Sandbox Desktop'],
  ['win32', { APPDATA: 'C:\\Users\\ada\\Roaming' }, 'C:\\Users\\ada', 'C:\\Users\\ada\\Roaming\\Cloud Sandbox Desktop'],
  ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\Cloud Sandbox Desktop'],
] as const)('data folder on %s with %j', (platform, environment, home, folder) => {
  expect(defaultDataFolder({ platform, environment, home })).toBe(folder)
})
