import type { Connection } from '../../../shared/domain/connection.ts'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import { statusWord } from '../../state/connection-words.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Icon } from '../../ui/icon.tsx'
import {
  CheckConnectionIcon,
  ChevronDownIcon,
  ConnectionLostIcon,
  DeleteIcon,
  InfoIcon,
  IsolationIcon,
  NewIcon,
  ServerIcon,
  SettingsIcon,
  ThisComputerIcon,
} from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { Menu } from '../../ui/menu.tsx'
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
    const { id, name, kind, status } = connection
    return [
      { id: `head ${id}`, heading: `${name}: ${statusWord(status)}` },
      {
        id: `check ${id}`,
        label: checking.has(id) ? 'Checking…' : 'Check again',
        icon: CheckConnectionIcon,
        disabled: checking.has(id),
        onSelect: () => void stores.connections.getState().check(id),
      },
      {
        id: `details ${id}`,
        label: 'Details…',
        icon: InfoIcon,
        onSelect: () => stores.dialogs.getState().show({ kind: 'connection', connectionId: id }),
      },
      {
        id: `new ${id}`,
        label: 'New session here',
        icon: NewIcon,
        onSelect: () => stores.dialogs.getState().show({ kind: 'new-session', connectionId: id }),
      },
      ...(kind === 'local'
        ? [
            {
              id: 'this-computer',
              label: 'Limits and programs…',
              icon: IsolationIcon,
              onSelect: () => stores.dialogs.getState().show({ kind: 'this-computer' }),
            },
          ]
        : [
            {
              id: `edit ${id}`,
              label: 'Edit…',
              icon: SettingsIcon,
              onSelect: () => stores.dialogs.getState().show({ kind: 'connect', connectionId: id }),
            },
            {
              id: `remove ${id}`,
              label: 'Remove…',
              icon: DeleteIcon,
              onSelect: () => stores.dialogs.getState().show({ kind: 'remove-connection', connectionId: id }),
            },
          ]),
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
