import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './text-input.module.css'

interface TextInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'className' | 'size'> {
  readonly value: string
  readonly onChange: (value: string) => void
  /** A unit at its right end: "MB". */
  readonly suffix?: ReactNode
  /** For a name typed in a row of a list. */
  readonly dense?: boolean
}

/** A line of text. */
export function TextInput({ value, onChange, suffix, dense = false, ...rest }: TextInputProps) {
  return (
    <span className={classNames(styles.box, dense && styles.dense)} data-invalid={rest['aria-invalid'] || undefined}>
      <input
        type="text"
        spellCheck={false}
        autoComplete="off"
        className={styles.input}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...rest}
      />
      {suffix && <span className={styles.suffix}>{suffix}</span>}
    </span>
  )
}
