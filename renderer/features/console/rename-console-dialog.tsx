import { useRef, useState } from 'react'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { consolesOf } from '../../state/consoles.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'

interface RenameConsoleDialogProps {
  readonly session: SessionRef
  readonly consoleId: string
}

/** Another name for a console's tab. */
export function RenameConsoleDialog({ session, consoleId }: RenameConsoleDialogProps) {
  const { consoles, dialogs } = useStores()
  const before = useSubject(
    'consoles',
    (state) => consolesOf(state, session).consoles.find(({ id }) => id === consoleId)?.name ?? '',
  )
  const [name, setName] = useState(before)
  const field = useRef<HTMLInputElement>(null)
  const close = () => dialogs.getState().close()

  function rename(): void {
    if (name.trim() === '') {
      field.current?.focus()
      return
    }
    consoles.getState().rename(session, consoleId, name)
    close()
  }

  return (
    <Dialog
      title={`Rename ${before}`}
      onClose={close}
      onPrimary={rename}
      initialFocus={field}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" disabled={name.trim() === ''} onClick={rename}>
            Rename console
          </Button>
        </>
      }
    >
      <Field label="Name">
        {(control) => (
          <TextInput
            {...control}
            ref={field}
            value={name}
            maxLength={120}
            onChange={setName}
            onFocus={(event) => event.currentTarget.select()}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              // The rest of this key press would go to what gets the focus back.
              event.preventDefault()
              rename()
            }}
          />
        )}
      </Field>
    </Dialog>
  )
}
