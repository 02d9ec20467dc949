import type { Ref } from 'react'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './runs-pane.module.css'

/** Which runs are shown. */
export interface RunsFilter {
  readonly text: string
  readonly outcome: OutcomeChoice
  readonly scope: 'session' | 'all'
}

export const firstFilter: RunsFilter = { text: '', outcome: 'all', scope: 'session' }

/** Labels of runs as one choice each; `trouble` is everything that did not end well. */
export type OutcomeChoice = 'all' | 'running' | 'ok' | 'failed' | 'trouble'

const outcomes: readonly { readonly value: OutcomeChoice; readonly label: string }[] = [
  { value: 'all', label: 'All outcomes' },
  { value: 'running', label: 'Running' },
  { value: 'ok', label: 'ok' },
  { value: 'failed', label: 'failed' },
  { value: 'trouble', label: 'All but ok' },
]

const scopes = [
  { value: 'session', label: 'This session' },
  { value: 'all', label: 'All sessions' },
] as const

interface RunsFilterBarProps {
  /** Where text is typed. */
  readonly field: Ref<HTMLInputElement>
  readonly filter: RunsFilter
  readonly onChange: (part: Partial<RunsFilter>) => void
  /** "412 runs". */
  readonly count: string
}

/** The line above the list of runs. */
export function RunsFilterBar({ field, filter, onChange, count }: RunsFilterBarProps) {
  return (
    <div className={styles.filter}>
      <span className={styles.search}>
        <TextInput
          ref={field}
          value={filter.text}
          placeholder="Text in command or output"
          aria-label="Find runs"
          onChange={(text) => onChange({ text })}
        />
      </span>
      <Select
        variant="quiet"
        label="Outcome"
        value={filter.outcome}
        options={outcomes}
        onChange={(outcome) => onChange({ outcome })}
      />
      <Select
        variant="quiet"
        label="Sessions"
        value={filter.scope}
        options={scopes}
        onChange={(scope) => onChange({ scope })}
      />
      <span className={styles.count} role="status">
        {count}
      </span>
    </div>
  )
}
