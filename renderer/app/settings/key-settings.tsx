import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import type { CommandId } from '../../state/command-table.ts'
import { commands } from '../../state/command-table.ts'
import { clashOf, keysProblem, knownKeys, recordedKeys } from '../../state/key-recording.ts'
import { keyLabel, printKeys } from '../../state/keys.ts'
import { matchWords } from '../../state/match-words.ts'
import { useKeyHost, useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, UndoIcon } from '../../ui/icons.ts'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './key-settings.module.css'

const ids = Object.keys(commands) as CommandId[]

/** The key of every command, each of which can be changed. */
export function KeySettings() {
  const host = useKeyHost()
  const [query, setQuery] = useState('')
  const shown = ids.filter((id) => matchWords(query, [commands[id].title, keyLabel(id, host)]))
  return (
    <>
      <TextInput value={query} onChange={setQuery} placeholder="Find a command or a key" aria-label="Find a command" />
      <ul className={styles.list} aria-label="Keys">
        {shown.map((id) => (
          <KeyLine key={id} id={id} />
        ))}
        {shown.length === 0 && <li className={styles.none}>No command has this in its name or key.</li>}
      </ul>
    </>
  )
}

function KeyLine({ id }: { readonly id: CommandId }) {
  const { settings } = useStores()
  const host = useKeyHost()
  const [note, setNote] = useState<string>()
  const [isRecording, setRecording] = useState(false)
  const label = keyLabel(id, host)
  const { title } = commands[id]
  const isChanged = host.changed?.[id] !== undefined

  /** Undefined: the command's own keys again. */
  function change(changes: Readonly<Partial<Record<CommandId, string>>>, back?: CommandId): void {
    settings.getState().change(({ keys = {}, ...all }) => {
      const next: Record<string, string> = { ...knownKeys(keys), ...changes }
      if (back) delete next[back]
      return Object.keys(next).length === 0 ? all : { ...all, keys: next }
    })
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!isRecording) return
    // Tab goes on, so that nobody is caught here.
    if (event.key === 'Tab' && !event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setRecording(false)
    const keys = recordedKeys(event)
    if (keys === undefined) return
    const problem = keysProblem(keys, host)
    if (problem) return setNote(problem)
    const clash = clashOf(id, event, host)
    // The one that had it loses it: two commands with one key would leave it to chance.
    change({ [id]: keys, ...(clash ? { [clash]: '' } : {}) })
    setNote(clash ? `${printKeys(keys, host)} was “${commands[clash].title}”, which has no key now.` : undefined)
    setRecording(false)
  }

  return (
    <li className={styles.line}>
      <span className={styles.title}>
        {title}
        {note && (
          <span className={styles.note} role="status">
            {note}
          </span>
        )}
      </span>
      <Button
        aria-label={isRecording ? `Press the new key of ${title}` : `Key of ${title}: ${label || 'none'}. Change`}
        onKeyDown={onKeyDown}
        onBlur={() => setRecording(false)}
        onClick={() => {
          setNote(undefined)
          setRecording(true)
        }}
      >
        {isRecording ? 'Press a key' : label || 'None'}
      </Button>
      <IconButton
        icon={CloseIcon}
        size={14}
        label={`No key for ${title}`}
        disabled={label === ''}
        onClick={() => change({ [id]: '' })}
      />
      <IconButton
        icon={UndoIcon}
        size={14}
        label={`${title}: as it was`}
        disabled={!isChanged}
        onClick={() => {
          setNote(undefined)
          change({}, id)
        }}
      />
    </li>
  )
}
