import type { ReactNode } from 'react'
import { useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'

/** What a field gives to its control, so that label, hint and error belong to it for screen readers too. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with the value; takes the hint's place. */
  readonly error?: string | undefined
  /** Label above instead of beside. */
  readonly stacked?: boolean
  /** For a group of controls with names of their own: the label then names the group. */
  readonly group?: boolean
  readonly children: (control: ControlProps) => ReactNode
}

/** One line of a form. */
export function Field({ label, hint, error, stacked = false, group = false, children }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  const control = children({
    id,
    'aria-describedby': note ? noteId : undefined,
    'aria-invalid': error === undefined ? undefined : true,
  })
  return (
    <div
      className={classNames(styles.field, stacked && styles.stacked)}
      {...(group ? { role: 'group', 'aria-labelledby': `${id}-label` } : {})}
    >
      {group ? (
        <span id={`${id}-label`} className={styles.label}>
          {label}
        </span>
      ) : (
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
      )}
      <div className={styles.control}>
        {control}
        {note && (
          <div id={noteId} className={classNames(styles.note, error !== undefined && styles.error)}>
            {note}
          </div>
        )}
      </div>
    </div>
  )
}
