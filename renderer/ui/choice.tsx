import { useId } from 'react'
import styles from './choice.module.css'

interface ChoiceProps<Value extends string> {
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly disabled?: boolean
  readonly onChange: (value: Value) => void
}

/** One of two or three that are all in sight. Its name comes from the group around it. */
export function Choice<Value extends string>({ value, options, disabled = false, onChange }: ChoiceProps<Value>) {
  const name = useId()
  return (
    <span className={styles.choice}>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </span>
  )
}
