import type { Theme } from '../../shared/domain/settings.ts'
import { useKeyLabel, useStores, useSubject } from '../state/provider.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { SettingsIcon } from '../ui/icons.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import { Menu } from '../ui/menu.tsx'

export const themes = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
} as const satisfies Record<Theme, string>

/** The theme, settings, and the list of keys. */
export function ViewMenu({ side = 'bottom' }: { readonly side?: 'bottom' | 'right' }) {
  const { settings, dialogs } = useStores()
  const theme = useSubject('settings', (state) => state.settings.theme)
  const keys = useKeyLabel('help.keys')
  const settingsKeys = useKeyLabel('settings.open')
  const items: MenuEntry[] = [
    { id: 'theme', heading: 'Theme' },
    ...(Object.keys(themes) as Theme[]).map((one) => ({
      id: one,
      label: themes[one],
      checked: one === theme,
      onSelect: () => settings.getState().change((all) => ({ ...all, theme: one })),
    })),
    { id: 'line', separator: true },
    {
      id: 'settings',
      label: 'Settings…',
      keys: settingsKeys,
      onSelect: () => dialogs.getState().show({ kind: 'settings' }),
    },
    { id: 'logs', label: 'Logs…', onSelect: () => dialogs.getState().show({ kind: 'logs' }) },
    { id: 'keys', label: 'Keys', keys, onSelect: () => dialogs.getState().show({ kind: 'keys' }) },
  ]
  return (
    <Menu
      align="end"
      side={side}
      items={items}
      trigger={<IconButton icon={SettingsIcon} label="View" tooltipSide={side} />}
    />
  )
}
