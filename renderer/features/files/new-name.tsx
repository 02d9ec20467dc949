import { useState } from 'react'
import { nameProblem } from '../../../shared/domain/file.ts'
import { describeError } from '../../state/describe-error.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './files-pane.module.css'

/** A name typed in the tree for a new file or folder. Enter makes it, Esc or leaving an empty field gives it up. */
export function NewName({ onMade }: { readonly onMade: (path: string, kind: 'file' | 'folder') => void }) {
  const { files } = useStores()
  const creating = useSubject('files', (state) => state.creating)
  const [name, setName] = useState('')
  const [wasTried, setWasTried] = useState(false)
  if (!creating) return null
  const { kind, error } = creating
  const problem = wasTried ? nameProblem(name) : undefined
  const refused =
    error &&
    (error.code === 'conflict'
      ? 'Something of this name is there.'
      : describeError(error, `The ${kind} was not made`).title)
  const words = problem ?? refused

  async function make() {
    setWasTried(true)
    if (nameProblem(name)) return
    const path = await files.getState().create(name)
    if (path !== undefined) onMade(path, kind)
  }

  return (
    <div className={styles.newName}>
      <TextInput
        dense
        // The person asked for this field just now.
        autoFocus
        value={name}
        disabled={creating.saving}
        aria-label={kind === 'file' ? 'Name of the new file' : 'Name of the new folder'}
        aria-invalid={words === undefined ? undefined : true}
        aria-describedby={words === undefined ? undefined : 'new-name-problem'}
        onChange={setName}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') void make()
          else if (event.key === 'Escape') files.getState().cancelCreating()
        }}
        onBlur={() => name === '' && files.getState().cancelCreating()}
      />
      {words !== undefined && (
        <span id="new-name-problem" role="alert" className={styles.nameProblem}>
          {words}
        </span>
      )}
    </div>
  )
}
