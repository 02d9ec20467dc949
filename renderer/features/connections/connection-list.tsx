import type { LucideIcon } from 'lucide-react'
import { useId } from 'react'
import type { Connection } from '../../../shared/domain/connection.ts'
import { statusWord } from '../../state/connection-words.ts'
import { Icon } from '../../ui/icon.tsx'
import { NewIcon, ServerIcon, ThisComputerIcon } from '../../ui/icons.ts'
import styles from './connection-list.module.css'

/** Stands for the one that is being added. */
export const newConnection = 'new'

interface ConnectionListProps {
  readonly connections: readonly Connection[]
  /** An id, or `newConnection`. */
  readonly selected: string
  readonly disabled: boolean
  readonly onSelect: (id: string) => void
}

/** All connections, and one to be added: one stop for Tab, arrows move in it. */
export function ConnectionList({ connections, selected, disabled, onSelect }: ConnectionListProps) {
  const group = useId()
  const row = (id: string) => ({ group, checked: id === selected, disabled, onSelect: () => onSelect(id) })
  return (
    <fieldset className={styles.list} aria-label="Connections">
      {connections.map(({ id, kind, name, status }) => (
        <Row
          key={id}
          {...row(id)}
          icon={kind === 'local' ? ThisComputerIcon : ServerIcon}
          name={name}
          status={statusWord(status)}
        />
      ))}
      <Row {...row(newConnection)} icon={NewIcon} name="Another server" />
    </fieldset>
  )
}

interface RowProps {
  readonly group: string
  readonly checked: boolean
  readonly disabled: boolean
  readonly icon: LucideIcon
  readonly name: string
  readonly status?: string
  readonly onSelect: () => void
}

function Row({ group, checked, disabled, icon, name, status, onSelect }: RowProps) {
  return (
    <label className={styles.row}>
      <input
        type="radio"
        name={group}
        className={styles.input}
        checked={checked}
        disabled={disabled}
        onChange={onSelect}
      />
      <Icon of={icon} />
      <span className={styles.name}>{name}</span>
      {status !== undefined && <span className={styles.status}>{status}</span>}
    </label>
  )
}
