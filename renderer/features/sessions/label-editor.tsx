import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { showError } from '../../state/error-actions.ts'
import { useStores } from '../../state/provider.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon } from '../../ui/icons.ts'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './label-editor.module.css'

/** As the contract has it. */
const most = { labels: 20, letters: 40 }

/** A person's own words for a session, to find it by. */
export function LabelEditor({ session }: { readonly session: Session }) {
  const stores = useStores()
  const { sessions } = stores
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const labels = session.labels ?? []

  async function change(next: readonly string[]): Promise<void> {
    setError(undefined)
    try {
      await sessions.getState().label(session, next)
    } catch (thrown) {
      if (!isAppError(thrown) || thrown.code === 'cancelled') return
      const { title, advice } = showError(stores, thrown, 'The labels were not kept')
      setError(`${title} ${advice}`.trim())
    }
  }

  function add(): void {
    const label = text.trim()
    setText('')
    if (label !== '' && !labels.includes(label)) void change([...labels, label])
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    add()
  }

  const isFull = labels.length >= most.labels
  return (
    <Field
      label="Labels"
      hint={
        isFull
          ? `${most.labels} labels are the most.`
          : 'Words of yours to find it by, kept on this computer. Enter adds one.'
      }
      error={error}
    >
      {(control) => (
        <>
          {labels.length > 0 && (
            <ul className={styles.labels} aria-label="Labels">
              {labels.map((label) => (
                <li key={label}>
                  <Chip>
                    {label}
                    <IconButton
                      icon={CloseIcon}
                      size={14}
                      label={`Take ${label} away`}
                      onClick={() => void change(labels.filter((one) => one !== label))}
                    />
                  </Chip>
                </li>
              ))}
            </ul>
          )}
          <TextInput
            {...control}
            value={text}
            maxLength={most.letters}
            disabled={isFull}
            onChange={setText}
            onKeyDown={onKeyDown}
            onBlur={add}
          />
        </>
      )}
    </Field>
  )
}
