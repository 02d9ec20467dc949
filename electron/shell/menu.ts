import type { MenuItemConstructorOptions } from 'electron'

/**
 * The application's menu. On a Mac the keys for copying and quitting come from it, so it has what every program has, but
 * no Close: ⌘W closes a tab, never the window. Elsewhere there is none, and every key goes to the page.
 */
export function menuTemplate(platform: NodeJS.Platform, name: string): MenuItemConstructorOptions[] | null {
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
    { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }] },
  ]
}
