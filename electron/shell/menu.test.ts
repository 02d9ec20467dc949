import { describe, expect, test } from 'vitest'
import { menuTemplate } from './menu.ts'

describe('menu', () => {
  test('there is none on Linux and Windows, so that no key is taken from the page', () => {
    expect(menuTemplate('linux', 'x')).toBeNull()
    expect(menuTemplate('win32', 'x')).toBeNull()
  })

  test('on a Mac it holds copying and quitting, and nothing that closes or reloads the window', () => {
    const roles = (menuTemplate('darwin', 'x') ?? []).flatMap(({ submenu }) =>
      Array.isArray(submenu) ? submenu.map(({ role }) => role) : [],
    )
    expect(roles).toEqual(expect.arrayContaining(['copy', 'paste', 'quit']))
    for (const role of ['close', 'reload', 'forceReload', 'toggleDevTools', 'windowMenu', 'fileMenu', 'viewMenu']) {
      expect(roles).not.toContain(role)
    }
  })
})
