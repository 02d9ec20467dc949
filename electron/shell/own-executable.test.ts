import { expect, test } from 'vitest'
import { ownExecutable } from './own-executable.ts'

const inside = '/tmp/.mount_cloudAb12/cloud-sandbox-desktop'
const variables = { APPIMAGE: '/home/user/Cloud Sandbox.AppImage', APPDIR: '/tmp/.mount_cloudAb12' }

test('an AppImage is started again from its file, everything else from its executable', () => {
  expect(ownExecutable(inside, variables)).toBe('/home/user/Cloud Sandbox.AppImage')
  expect(ownExecutable(inside, { ...variables, APPDIR: '/tmp/.mount_cloudAb12/' })).toBe(variables.APPIMAGE)
  for (const environment of [
    {},
    { APPIMAGE: variables.APPIMAGE },
    { ...variables, APPIMAGE: 'relative' },
    { ...variables, APPDIR: '/tmp/.mount_cloud' },
    { ...variables, APPDIR: '/opt/other' },
  ])
    expect(ownExecutable(inside, environment)).toBe(inside)
})
