import { Switch as Base } from '@base-ui/react/switch'
import styles from './switch.module.css'

interface SwitchProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  /** What it allows or does, beside it. */
  readonly label: string
  readonly id?: string
  readonly disabled?: boolean
}

/** On or off, at once. */
export function Switch({ checked, onChange, label, id, disabled = false }: SwitchProps) {
  return (
    <span className={styles.line}>
      <Base.Root
        {...(id ? { id } : {})}
        aria-label={label}
        checked={checked}
        onCheckedChange={(next) => onChange(next)}
        disabled={disabled}
        className={styles.switch}
      >
        <Base.Thumb className={styles.thumb} />
      </Base.Root>
      <span aria-hidden>{label}</span>
    </span>
  )
}
