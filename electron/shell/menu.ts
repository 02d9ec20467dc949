import type { MenuItemConstructorOptions } from 'electron'
import type { MenuEntry, MenuSection } from '../../shared/domain/menu.ts'

/** What the menu is made of. */
export interface MenuParts {
  readonly platform: NodeJS.Platform
  readonly name: string
  /** Of the window; none while it is not there. */
  readonly sections: readonly MenuSection[]
  readonly onChoice: (id: string) => void
}

/**
 * The application's menu. On a Mac the keys for copying and quitting come from it, so it has what every program has
 * beside what the window can do, but no Close: ⌘W closes a tab, never the window. On Linux desktops that have a bar of
 * menus for all programs show it. Windows has none: the window's title bar is its own.
 * No key of the window's is taken by it: keys are shown here and carried out by the window, which knows what has the
 * focus.
 */
export function menuTemplate({ platform, name, sections, onChoice }: MenuParts): MenuItemConstructorOptions[] | null {
  const ours = sections.map((section) => submenuOf(section, onChoice))
  if (platform === 'linux') return ours.length > 0 ? ours : null
  if (platform !== 'darwin') return null
  return [
    {
      label: name,
      submenu: [
        { role: 'about' },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'unhide' },
        { type: 'separator' },
        { role: 'quit' },
      ],
    },
    ...ours.slice(0, 1),
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    ...ours.slice(1),
    { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }] },
  ]
}

function submenuOf({ label, groups }: MenuSection, onChoice: (id: string) => void): MenuItemConstructorOptions {
  const items = groups.map((group) => group.map((entry) => itemOf(entry, onChoice)))
  return { label, submenu: items.flatMap((group, at) => (at === 0 ? group : [{ type: 'separator' }, ...group])) }
}

function itemOf(
  { id, label, accelerator, enabled }: MenuEntry,
  onChoice: (id: string) => void,
): MenuItemConstructorOptions {
  return {
    id,
    label,
    enabled,
    click: () => onChoice(id),
    // Shown and not taken. (A Mac takes no notice: there the page sees a key first, and the menu what is left.)
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  }
}

/** The same menus but for what is enabled: then nothing has to be made anew. */
export function sameMenu(one: readonly MenuSection[], other: readonly MenuSection[]): boolean {
  return withoutEnabled(one) === withoutEnabled(other)
}

function withoutEnabled(sections: readonly MenuSection[]): string {
  return JSON.stringify(sections, (name, value: unknown) => (name === 'enabled' ? undefined : value))
}
