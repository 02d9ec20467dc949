import type { LucideIcon } from 'lucide-react'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { Stores } from '../../state/stores.ts'
import { CheckConnectionIcon, DeleteIcon, InfoIcon, IsolationIcon, NewIcon, SettingsIcon } from '../../ui/icons.ts'

/** What can be done with a connection, for its menu and for the palette. */
export interface ConnectionAction {
  readonly id: string
  /** Beneath the name of the connection. */
  readonly label: string
  /** In the palette, before the name of the connection; none: the palette has it already. */
  readonly title?: string
  readonly icon: LucideIcon
  run(): void
}

/** In the order of the menu. */
export function connectionActions(stores: Stores, { id, kind }: Connection): readonly ConnectionAction[] {
  const { show } = stores.dialogs.getState()
  const common: readonly ConnectionAction[] = [
    {
      id: `check ${id}`,
      label: 'Check again',
      title: 'Check connection',
      icon: CheckConnectionIcon,
      run: () => void stores.connections.getState().check(id),
    },
    {
      id: `details ${id}`,
      label: 'Details…',
      title: 'Pool, limits and requests of the connection…',
      icon: InfoIcon,
      run: () => show({ kind: 'connection', connectionId: id }),
    },
    {
      id: `new ${id}`,
      label: 'New session here',
      icon: NewIcon,
      run: () => show({ kind: 'new-session', connectionId: id }),
    },
  ]
  if (kind === 'local')
    return [
      ...common,
      {
        id: 'this-computer',
        label: 'Limits and programs…',
        title: 'Limits and programs…',
        icon: IsolationIcon,
        run: () => show({ kind: 'this-computer' }),
      },
    ]
  return [
    ...common,
    {
      id: `edit ${id}`,
      label: 'Edit…',
      title: 'Edit connection…',
      icon: SettingsIcon,
      run: () => show({ kind: 'connect', connectionId: id }),
    },
    {
      id: `remove ${id}`,
      label: 'Remove…',
      title: 'Remove connection…',
      icon: DeleteIcon,
      run: () => show({ kind: 'remove-connection', connectionId: id }),
    },
  ]
}
