import { useRef, useState } from 'react'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { rootOf } from '../../state/files.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'

/** Shows any folder of the sandbox at the top of the files. */
export function GoToFolderDialog({ session }: { readonly session: SessionRef }) {
  const { files, dialogs, commands } = useStores()
  const root = useSubject('files', (state) => rootOf(state.sessions[sessionKey(session)]))
  const [path, setPath] = useState(root)
  const [isLeft, setLeft] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const problem = pathProblem(path)
  const close = () => dialogs.getState().close()

  function go(): void {
    setLeft(true)
    if (problem) {
      field.current?.focus()
      return
    }
    files.getState().goTo(session, path.trim())
    close()
    if (document.querySelector('[data-region="files"]')) return
    // The list is put away, as in a narrow window: it is shown once the focus is back.
    requestAnimationFrame(() => commands.getState().run('region.files'))
  }

  return (
    <Dialog
      title="Go to folder"
      onClose={close}
      onPrimary={go}
      initialFocus={field}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" onClick={go}>
            Go
          </Button>
        </>
      }
    >
      <Field
        label="Folder"
        hint="Files outside /workspace go with the sandbox: a pause keeps none of them."
        error={isLeft ? problem : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            ref={field}
            value={path}
            onChange={setPath}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              // The rest of this key press would go to the button that gets the focus back, and press it.
              event.preventDefault()
              go()
            }}
          />
        )}
      </Field>
    </Dialog>
  )
}

/** Why this cannot be the path of a folder; undefined when it can. */
function pathProblem(path: string): string | undefined {
  if (!path.trim().startsWith('/')) return 'A whole path is needed, such as /etc.'
  if (path.includes('\0')) return 'A path holds no NUL.'
  return path.length > 4096 ? 'At most 4,096 characters.' : undefined
}
