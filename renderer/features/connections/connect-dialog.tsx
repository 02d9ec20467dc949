import { useRef, useState } from 'react'
import { checkAddress } from '../../../shared/domain/connection.ts'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import { describeError } from '../../state/describe-error.ts'
import { useKeyLabel, useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './connect-dialog.module.css'

/** Why a user id cannot be one; undefined when it can. */
function userProblem(userId: string): string | undefined {
  if (userId.trim() === '') return 'A user id is needed: the server lists the sessions of this user.'
  return userId.trim().length > 120 ? 'At most 120 characters.' : undefined
}

/** Asks for a server by address and user. It is checked before it is kept. */
export function ConnectDialog() {
  const { connections, dialogs, notices } = useStores()
  const [address, setAddress] = useState('')
  const [userId, setUserId] = useState('')
  const [name, setName] = useState('')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData>()
  const abort = useRef<AbortController>(undefined)
  const first = useRef<HTMLInputElement>(null)
  const keys = useKeyLabel('run')

  const verdict = checkAddress(address)
  const wrongAddress = left.has('address') && !verdict.ok ? verdict.reason : undefined
  const wrongUser = left.has('user') ? userProblem(userId) : undefined

  function close(): void {
    abort.current?.abort()
    dialogs.getState().close()
  }

  async function connect(): Promise<void> {
    if (busy) return
    if (!verdict.ok || userProblem(userId)) return setLeft(new Set(['address', 'user']))
    abort.current = new AbortController()
    setBusy(true)
    setError(undefined)
    try {
      const added = await connections
        .getState()
        .add({ address: verdict.address, userId: userId.trim(), name: name.trim() }, abort.current.signal)
      notices.getState().announce(`${added.name}: connected`)
      dialogs.getState().close()
    } catch (thrown) {
      if (isAppError(thrown, 'cancelled')) return
      setBusy(false)
      setError(toErrorData(thrown))
    }
  }

  const host = verdict.ok ? verdict.host : 'the server'
  const words = error && describeError(error, `${host} was not added`)
  return (
    <Dialog
      title="Connect to a server"
      width={560}
      onClose={close}
      onPrimary={() => void connect()}
      initialFocus={first}
      status={
        busy ? (
          <span className={styles.line} role="status">
            <StatusGlyph name="making" />
            Asking {host}…
          </span>
        ) : words ? (
          <div role="alert" className={styles.error}>
            {words.title} {words.advice}
            {words.details && <Details text={words.details} />}
          </div>
        ) : (
          'Address, health and user are checked before it is kept. Its token stays in memory.'
        )
      }
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" keys={keys} disabled={busy} onClick={() => void connect()}>
            {error ? 'Try again' : 'Connect'}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void connect()
        }}
      >
        <Field
          label="Address"
          error={wrongAddress}
          hint={verdict.ok && left.has('address') ? verdict.address : 'Such as https://lab.example.org'}
        >
          {(control) => (
            <TextInput
              {...control}
              ref={first}
              inputMode="url"
              value={address}
              disabled={busy}
              onChange={(value) => {
                setAddress(value)
                setError(undefined)
              }}
              onBlur={() => address !== '' && setLeft(new Set([...left, 'address']))}
            />
          )}
        </Field>
        <Field label="User id" error={wrongUser} hint="Sessions are listed for this user.">
          {(control) => (
            <TextInput
              {...control}
              value={userId}
              disabled={busy}
              onChange={(value) => {
                setUserId(value)
                setError(undefined)
              }}
              onBlur={() => userId !== '' && setLeft(new Set([...left, 'user']))}
            />
          )}
        </Field>
        <Field label="Name" hint="Its host when this is empty.">
          {(control) => <TextInput {...control} maxLength={120} value={name} disabled={busy} onChange={setName} />}
        </Field>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}
