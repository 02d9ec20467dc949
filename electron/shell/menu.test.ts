import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test } from 'vitest'
import type { MenuSection } from '../../shared/domain/menu.ts'
import { menuTemplate, sameMenu } from './menu.ts'

const sections: readonly MenuSection[] = [
  {
    label: 'File',
    groups: [
      [{ id: 'session.new', label: 'New session', accelerator: 'Ctrl+Shift+N', enabled: true }],
      [{ id: 'settings.open', label: 'Settings', enabled: false }],
    ],
  },
]

function template(platform: NodeJS.Platform, ours = sections, onChoice: (id: string) => void = () => {}) {
  return menuTemplate({ platform, name: 'x', sections: ours, onChoice })
}

const itemsOf = (menu: readonly MenuItemConstructorOptions[] | null) =>
  (menu ?? []).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))

describe('menu', () => {
  test('there is none on Windows, and none on Linux without a window', () => {
    expect(template('win32')).toBeNull()
    expect(template('linux', [])).toBeNull()
  })

  test.each(['linux', 'darwin'] as const)('on %s it has what the window can do, and takes no key', (platform) => {
    const chosen: string[] = []
    const items = itemsOf(template(platform, sections, (id) => chosen.push(id)))
    const session = items.find(({ id }) => id === 'session.new')
    expect(session).toMatchObject({ accelerator: 'Ctrl+Shift+N', registerAccelerator: false, enabled: true })
    expect(items.find(({ id }) => id === 'settings.open')).toMatchObject({ enabled: false })
    session?.click?.call(undefined, {} as never, undefined, {} as never)
    expect(chosen).toEqual(['session.new'])
  })

  test('on a Mac it holds copying and quitting, and nothing that closes or reloads the window', () => {
    for (const ours of [[], sections]) {
      const roles = itemsOf(template('darwin', ours)).map(({ role }) => role)
      expect(roles).toEqual(expect.arrayContaining(['copy', 'paste', 'quit']))
      for (const role of ['close', 'reload', 'forceReload', 'toggleDevTools', 'windowMenu', 'fileMenu', 'viewMenu'])
        expect(roles).not.toContain(role)
    }
  })

  test('is the same when only what is enabled changed', () => {
    const off = sections.map((one) => ({
      ...one,
      groups: one.groups.map((group) => group.map((entry) => ({ ...entry, enabled: false }))),
    }))
    expect(sameMenu(sections, off)).toBe(true)
    expect(sameMenu(sections, [])).toBe(false)
  })
})
