import { describeError } from '../../state/describe-error.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { NameField } from './name-field.tsx'

/** A name typed in the tree for a new file or folder. */
export function NewName({ onMade }: { readonly onMade: (path: string, kind: 'file' | 'folder') => void }) {
  const { files } = useStores()
  const creating = useSubject('files', (state) => state.creating)
  if (!creating) return null
  const { kind, error, saving } = creating

  async function make(name: string) {
    const path = await files.getState().create(name)
    if (path !== undefined) onMade(path, kind)
  }

  return (
    <NameField
      label={kind === 'file' ? 'Name of the new file' : 'Name of the new folder'}
      saving={saving}
      refused={
        error &&
        (error.code === 'conflict'
          ? 'Something of this name is there.'
          : describeError(error, `The ${kind} was not made`).title)
      }
      onName={(name) => void make(name)}
      onCancel={() => files.getState().cancelCreating()}
    />
  )
}
