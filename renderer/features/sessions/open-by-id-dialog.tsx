import { useRef, useState } from 'react'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { useAttempt } from '../../state/use-attempt.ts'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { FailedLine } from './failed-line.tsx'
import { findSessionId } from './session-id.ts'

/** Opens a session by an id out of a log or a program, on any connection, whoever's it is. */
export function OpenByIdDialog() {
  const stores = useStores()
  const { sessions, dialogs } = stores
  const connections = useSubject('connections', (state) => state.list) ?? []
  const front = useSubject('sessions', (state) => state.front?.connectionId)
  const [connectionId, setConnectionId] = useState(front ?? localConnectionId)
  const [text, setText] = useState('')
  const [isLeft, setLeft] = useState(false)
  const abort = useRef<AbortController>(undefined)
  const field = useRef<HTMLInputElement>(null)
  const sessionId = findSessionId(text)
  const connection = connections.find(({ id }) => id === connectionId)
  const where = connection?.name ?? ''

  function close(): void {
    abort.current?.abort()
    dialogs.getState().close()
  }

  const { busy, error, begin } = useAttempt(async () => {
    if (sessionId === undefined) return
    abort.current = new AbortController()
    await sessions.getState().find({ connectionId, sessionId }, abort.current.signal)
  }, close)

  const open = () => {
    setLeft(true)
    if (sessionId !== undefined) void begin()
    else field.current?.focus()
  }
  return (
    <Dialog
      title="Open a session by its id"
      onClose={close}
      onPrimary={open}
      initialFocus={field}
      status={
        busy ? `Asking ${where}…` : error && <FailedLine error={error} what={`The session was not found on ${where}`} />
      }
      actions={
        <>
          {sessionId !== undefined && (
            <CopyMenu
              texts={copyTexts([{ name: 'get_session', sessionId }], connection, stores)}
              onDone={sayCopied(stores)}
            />
          )}
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" disabled={busy} onClick={open}>
            Open session
          </Button>
        </>
      }
    >
      <Field
        label="Id"
        hint={
          sessionId !== undefined && sessionId !== text.trim()
            ? `Found in it: ${sessionId}`
            : 'The id, or a line of a log with it. Who knows an id can use its session: keep it to yourself.'
        }
        error={isLeft && sessionId === undefined ? 'There is no session id in this.' : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            ref={field}
            value={text}
            placeholder="5d0c5a0e-…"
            onChange={setText}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              // The rest of this key press would go to the button that gets the focus back, and press it.
              event.preventDefault()
              open()
            }}
          />
        )}
      </Field>
      <Field label="Server">
        {(control) => (
          <Select
            {...control}
            value={connectionId}
            options={connections.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setConnectionId}
          />
        )}
      </Field>
    </Dialog>
  )
}
