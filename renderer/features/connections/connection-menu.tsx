import type { Connection } from '../../../shared/domain/connection.ts'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import { statusWord } from '../../state/connection-words.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ChevronDownIcon, ConnectionLostIcon, ServerIcon, ThisComputerIcon } from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { Menu } from '../../ui/menu.tsx'
import { connectionActions } from './connection-actions.ts'
import styles from './connection-menu.module.css'

const lost = new Set<Connection['status']>(['offline', 'unavailable', 'refused', 'failed'])

/** The connection of the session in front, and all others in a menu. */
export function ConnectionMenu() {
  const stores = useStores()
  const list = useSubject('connections', (state) => state.list)
  const checking = useSubject('connections', (state) => state.checking)
  const front = useSubject('sessions', (state) => state.front)
  const shown = list?.find(({ id }) => id === (front?.connectionId ?? localConnectionId)) ?? list?.[0]

  const items: MenuEntry[] = (list ?? []).flatMap((connection): MenuEntry[] => {
    const { id, name, status } = connection
    return [
      { id: `head ${id}`, heading: `${name}: ${statusWord(status)}` },
      ...connectionActions(stores, connection).map(({ id: of, label, icon, run }) => {
        const isChecking = of === `check ${id}` && checking.has(id)
        return { id: of, label: isChecking ? 'Checking…' : label, icon, disabled: isChecking, onSelect: run }
      }),
      { id: `line ${id}`, separator: true },
    ]
  })

  return (
    <Menu
      items={[
        ...items,
        {
          id: 'connect',
          label: 'Connect to a server…',
          icon: ServerIcon,
          onSelect: () => stores.dialogs.getState().show({ kind: 'connect' }),
        },
      ]}
      trigger={
        <button
          type="button"
          className={styles.trigger}
          aria-label={shown ? `Connections. ${shown.name}: ${statusWord(shown.status)}` : 'Connections'}
        >
          {shown && lost.has(shown.status) ? (
            <Icon of={ConnectionLostIcon} tone="warn" />
          ) : (
            <Icon of={shown?.kind === 'server' ? ServerIcon : ThisComputerIcon} />
          )}
          <span className={styles.name}>{shown?.name ?? 'Connections'}</span>
          <Icon of={ChevronDownIcon} />
        </button>
      }
    />
  )
}
