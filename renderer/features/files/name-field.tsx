import type { FocusEvent } from 'react'
import { useState } from 'react'
import { nameProblem } from '../../../shared/domain/file.ts'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './files-pane.module.css'

interface NameFieldProps {
  /** What is named, for screen readers. */
  readonly label: string
  readonly initial?: string
  readonly saving: boolean
  /** Why the last name was not taken. */
  readonly refused?: string | undefined
  readonly onName: (name: string) => void
  readonly onCancel: () => void
}

/** A name typed in the tree. Enter takes it; Esc, or leaving it as it was, gives it up. */
export function NameField({ label, initial = '', saving, refused, onName, onCancel }: NameFieldProps) {
  const [name, setName] = useState(initial)
  const [wasTried, setWasTried] = useState(false)
  const words = (wasTried ? nameProblem(name) : undefined) ?? refused

  function take() {
    setWasTried(true)
    if (name === initial && initial !== '') onCancel()
    else if (!nameProblem(name)) onName(name)
  }

  return (
    <div className={styles.newName}>
      <TextInput
        dense
        // The person asked for this field just now.
        autoFocus
        value={name}
        disabled={saving}
        aria-label={label}
        aria-invalid={words === undefined ? undefined : true}
        aria-describedby={words === undefined ? undefined : 'name-problem'}
        onChange={setName}
        onFocus={selectStem}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') take()
          else if (event.key === 'Escape') onCancel()
        }}
        onBlur={() => name === initial && !saving && onCancel()}
      />
      {words !== undefined && (
        <span id="name-problem" role="alert" className={styles.nameProblem}>
          {words}
        </span>
      )}
    </div>
  )
}

/** What is typed first takes the place of the name, and the ending stays. */
function selectStem({ target }: FocusEvent<HTMLInputElement>): void {
  const dot = target.value.lastIndexOf('.')
  target.setSelectionRange(0, dot > 0 ? dot : target.value.length)
}
