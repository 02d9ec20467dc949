import { Select as Base } from '@base-ui/react/select'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { ChevronDownIcon, OkIcon } from './icons.ts'
import styles from './select.module.css'

export interface SelectOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly icon?: LucideIcon
  /** Behind the label: a state, a unit. */
  readonly note?: ReactNode
  readonly disabled?: boolean
}

interface SelectProps<Value extends string> {
  readonly value: Value
  readonly options: readonly SelectOption<Value>[]
  readonly onChange: (value: Value) => void
  /** Its name where no `Field` gives one. */
  readonly label?: string
  readonly id?: string
  readonly 'aria-describedby'?: string | undefined
  /** Stands there while none of the options is chosen. */
  readonly placeholder?: string
  /** quiet: without a border, for bars. */
  readonly variant?: 'field' | 'quiet'
  readonly disabled?: boolean
}

/** One of several values. */
export function Select<Value extends string>({
  value,
  options,
  onChange,
  label,
  placeholder = '',
  id,
  variant = 'field',
  disabled = false,
  ...rest
}: SelectProps<Value>) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      disabled={disabled}
      modal={false}
    >
      <Base.Trigger
        className={classNames(styles.trigger, styles[variant])}
        {...(id ? { id } : {})}
        aria-label={label}
        aria-describedby={rest['aria-describedby']}
      >
        {chosen?.icon && <Icon of={chosen.icon} />}
        <span className={styles.value}>{chosen?.label ?? placeholder}</span>
        {chosen?.note && <span className={styles.note}>{chosen.note}</span>}
        <Icon of={ChevronDownIcon} size={14} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          alignItemWithTrigger={false}
          sideOffset={4}
          align={variant === 'quiet' ? 'end' : 'start'}
          collisionPadding={6}
        >
          <Base.Popup className={styles.popup}>
            <Base.List>
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled ?? false}
                  className={styles.item}
                >
                  <span className={styles.tick}>
                    <Base.ItemIndicator>
                      <Icon of={OkIcon} size={14} />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.note && <span className={styles.note}>{option.note}</span>}
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
