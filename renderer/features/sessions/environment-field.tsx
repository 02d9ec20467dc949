import { useState } from 'react'
import { filledVariables, variableProblems } from '../../../shared/domain/run-options.ts'
import { Button } from '../../ui/button.tsx'
import type { EnvLine } from '../../ui/env-lines.tsx'
import { EnvLines, envLine } from '../../ui/env-lines.tsx'
import { Field } from '../../ui/field.tsx'
import { ChevronDownIcon, ChevronRightIcon, NewIcon } from '../../ui/icons.ts'
import styles from './new-session-dialog.module.css'

interface EnvironmentFieldProps {
  readonly lines: readonly EnvLine[]
  /** What is wrong is said: it was tried. */
  readonly tried: boolean
  readonly disabled: boolean
  readonly onChange: (lines: readonly EnvLine[]) => void
}

/** Variables that every run of the new session gets: folded, since most have none. */
export function EnvironmentField({ lines, tried, disabled, onChange }: EnvironmentFieldProps) {
  const [isOpen, setOpen] = useState(false)
  const problems = tried ? variableProblems(lines) : []
  // What is wrong cannot stay hidden.
  const open = isOpen || problems.some(Boolean)
  const count = filledVariables(lines).length
  const add = () => onChange([...lines, envLine({ name: '', value: '', secret: true })])

  function toggle(): void {
    setOpen(!open)
    if (!open && lines.length === 0) add()
  }

  return (
    <Field
      label="Environment"
      group
      hint={
        open ? 'For each of its runs. Kept on this computer; secrets in its key store, or in memory without one.' : ''
      }
    >
      {() => (
        <>
          <span className={styles.fold}>
            <Button
              size="small"
              variant="quiet"
              icon={open ? ChevronDownIcon : ChevronRightIcon}
              aria-expanded={open}
              onClick={toggle}
            >
              {count === 0 ? 'No variables' : count === 1 ? '1 variable' : `${count} variables`}
            </Button>
          </span>
          {open && (
            <>
              <EnvLines lines={lines} problems={problems} disabled={disabled} onChange={onChange} />
              <Button size="small" icon={NewIcon} disabled={disabled} onClick={add}>
                Add a variable
              </Button>
            </>
          )}
        </>
      )}
    </Field>
  )
}
