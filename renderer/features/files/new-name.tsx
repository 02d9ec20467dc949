import { joinPath } from '../../../shared/domain/file.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { makeCalls } from './change-calls.ts'
import { CopyChange } from './copy-change.tsx'
import { NameField } from './name-field.tsx'

/** A name typed in the tree for a new file or folder. */
export function NewName({ onMade }: { readonly onMade: (path: string, kind: 'file' | 'folder') => void }) {
  const { files } = useStores()
  const show = useShowError()
  const creating = useSubject('files', (state) => state.creating)
  if (!creating) return null
  const { session, folder, kind, error, saving } = creating

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
          : show(error, `The ${kind} was not made`, { session }))
      }
      onName={(name) => void make(name)}
      onCancel={() => files.getState().cancelCreating()}
      more={(name) => (
        <CopyChange session={session} calls={(sandboxId) => makeCalls(sandboxId, joinPath(folder, name), kind)} />
      )}
    />
  )
}
