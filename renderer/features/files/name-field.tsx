import type { FocusEvent, ReactNode } from 'react'
import { useState } from 'react'
import { nameProblem } from '../../../shared/domain/file.ts'
import type { ErrorProps } from '../../ui/error-problem.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './files-pane.module.css'

interface NameFieldProps {
  /** What is named, for screen readers. */
  readonly label: string
  readonly initial?: string
  readonly saving: boolean
  /** Why the last name was not taken: of the name in a sentence, else with what can be done. */
  readonly refused?: string | ErrorProps | undefined
  readonly onName: (name: string) => void
  readonly onCancel: () => void
  /** Stands beside the field while another name, one that can be taken, is in it. */
  readonly more?: (name: string) => ReactNode
}

/** A name typed in the tree. Enter takes it; Esc, or leaving it as it was, gives it up. */
export function NameField({ label, initial = '', saving, refused, onName, onCancel, more }: NameFieldProps) {
  const [name, setName] = useState(initial)
  const [wasTried, setWasTried] = useState(false)
  const problem = nameProblem(name)
  const why = (wasTried ? problem : undefined) ?? refused

  function take() {
    setWasTried(true)
    if (name === initial && initial !== '') onCancel()
    else if (!problem) onName(name)
  }

  return (
    <div className={styles.newName}>
      <div className={styles.nameLine}>
        <TextInput
          dense
          // The person asked for this field just now.
          autoFocus
          value={name}
          disabled={saving}
          aria-label={label}
          aria-invalid={why === undefined ? undefined : true}
          aria-describedby={why === undefined ? undefined : 'name-problem'}
          onChange={setName}
          onFocus={selectStem}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Enter') take()
            else if (event.key === 'Escape') onCancel()
          }}
          onBlur={() => name === initial && !saving && onCancel()}
        />
        {!problem && name !== initial && more?.(name)}
      </div>
      {typeof why === 'string' ? (
        <span id="name-problem" role="alert" className={styles.nameProblem}>
          {why}
        </span>
      ) : (
        why && (
          <div id="name-problem" className={styles.nameError}>
            <ErrorProblem {...why} />
          </div>
        )
      )}
    </div>
  )
}

/** What is typed first takes the place of the name, and the ending stays. */
function selectStem({ target }: FocusEvent<HTMLInputElement>): void {
  const dot = target.value.lastIndexOf('.')
  target.setSelectionRange(0, dot > 0 ? dot : target.value.length)
}
