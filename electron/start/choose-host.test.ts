import { expect, test } from 'vitest'
import { chooseHost } from './choose-host.mjs'
import { decide } from './electron-sandbox.mjs'
import { launchCommand } from './launch.mjs'
import { node24 } from './project.mjs'

const desktop = { platform: 'linux', uid: 1000, environment: { DISPLAY: ':0' } } as const
const missing = async () => ({ reason: 'Electron 45 could not be downloaded.' })
const never = async (): Promise<never> => {
  throw new Error('Electron was looked for')
}

test('the browser host when it is asked for, without a look for Electron', async () => {
  expect(await chooseHost('/p', { browser: true }, { ...desktop, find: never })).toEqual({
    kind: 'browser',
    reason: undefined,
  })
})

test('as root the browser host, with the reason, without a download', async () => {
  const host = await chooseHost('/p', { browser: false }, { ...desktop, uid: 0, find: never })
  expect(host).toEqual({ kind: 'browser', reason: expect.stringContaining('as root') })
})

test('without a display the browser host, with the reason', async () => {
  const host = await chooseHost('/p', { browser: false }, { ...desktop, environment: {}, find: never })
  expect(host).toEqual({ kind: 'browser', reason: expect.stringContaining('no display') })
})

test('without Electron the browser host, with the reason', async () => {
  const host = await chooseHost('/p', { browser: false }, { ...desktop, find: missing })
  expect(host).toEqual({ kind: 'browser', reason: 'Electron 45 could not be downloaded.' })
})

test.each([
  ['root', { uid: 0 }, 'as root'],
  ["Ubuntu's restriction", { settings: { 'kernel/apparmor_restrict_unprivileged_userns': '1' } }, 'chmod 4755'],
  ['user namespaces off', { settings: { 'user/max_user_namespaces': '0' } }, 'chmod 4755'],
  ["Debian's older switch", { settings: { 'kernel/unprivileged_userns_clone': '0' } }, 'chmod 4755'],
])(
  "Electron's sandbox cannot start: %s",
  (_, { uid = 1000, settings = {} }: { uid?: number; settings?: Record<string, string> }, words) => {
    const facts = { platform: 'linux', uid, helper: '/e/chrome-sandbox', helperIsSetuid: false } as const
    expect(decide({ ...facts, sysctl: (name) => settings[name] })).toContain(words)
  },
)

test("Electron's sandbox can start by namespaces or by its helper", () => {
  const facts = { platform: 'linux', uid: 1000, helper: '/e/chrome-sandbox' } as const
  expect(decide({ ...facts, helperIsSetuid: false, sysctl: () => undefined })).toBeUndefined()
  expect(decide({ ...facts, helperIsSetuid: true, sysctl: () => '0' })).toBeUndefined()
  expect(decide({ ...facts, platform: 'darwin', helperIsSetuid: false, sysctl: () => '1' })).toBeUndefined()
})

test('what is started: arguments stay apart, whatever is in them', () => {
  const options = { folder: '/p q', data: "/d'; rm -rf", port: 4100, open: true, runtime: 'unisolated' }
  const system = { platform: 'linux', environment: { DISPLAY: ':0' } } as const
  expect(launchCommand({ kind: 'electron', executable: '/e' }, options, system)).toEqual({
    program: '/e',
    args: ['/p q', '--data', "/d'; rm -rf", '--runtime', 'unisolated'],
    environment: { CLOUD_SANDBOX_NODE: node24 },
  })
  expect(launchCommand({ kind: 'browser', reason: undefined }, options, system)).toEqual({
    program: node24,
    args: ['/p q/out/node/browser-host.mjs', '--data', "/d'; rm -rf", '--runtime', 'unisolated', '--port', '4100'],
    environment: {},
  })
})

test('the browser is not opened when that is asked for, or when there is no display', () => {
  const host = { kind: 'browser', reason: undefined } as const
  const base = { folder: '/p', data: '/d', port: undefined, runtime: undefined }
  const shown = { platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' } } as const
  const headless = { platform: 'linux', environment: {} } as const
  expect(launchCommand(host, { ...base, open: true }, shown).args).not.toContain('--no-open')
  expect(launchCommand(host, { ...base, open: false }, shown).args).toContain('--no-open')
  expect(launchCommand(host, { ...base, open: true }, headless).args).toContain('--no-open')
})
