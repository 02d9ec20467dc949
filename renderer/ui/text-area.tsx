import type { ComponentProps } from 'react'
import styles from './text-area.module.css'

interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'className'> {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Lines of text that are pasted rather than written: certificates, keys. Tab leaves it. */
export function TextArea({ value, onChange, rows = 3, ...rest }: TextAreaProps) {
  return (
    <textarea
      spellCheck={false}
      autoComplete="off"
      wrap="off"
      rows={rows}
      className={styles.area}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      {...rest}
    />
  )
}
