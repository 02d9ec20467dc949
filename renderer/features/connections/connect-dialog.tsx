import { useEffect, useRef, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import { sayCopied } from '../../state/copied.ts'
import type { CopyTarget } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import { CheckConnectionIcon } from '../../ui/icons.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { useFirstWrong } from '../../ui/use-first-wrong.ts'
import { CheckSteps } from './check-steps.tsx'
import styles from './connect-dialog.module.css'
import { ConnectionFields } from './connection-fields.tsx'
import type { ConnectionForm } from './connection-form.ts'
import { emptyForm, formOf, hasToken, problemsOf, wantedOf } from './connection-form.ts'
import { ConnectionList, newConnection } from './connection-list.tsx'
import { LocalFacts } from './local-facts.tsx'
import { useCheckSteps } from './use-check-steps.ts'

/** All connections, one of them to be added or changed. It is checked before it is kept. */
export function ConnectDialog({ connectionId }: { readonly connectionId?: string | undefined }) {
  const stores = useStores()
  const { connections, dialogs, notices } = stores
  const list = useSubject('connections', (state) => state.list) ?? []
  const keystore = useSubject('connections', (state) => state.keystore)
  const [selected, setSelected] = useState(connectionId ?? newConnection)
  const [forms, setForms] = useState<Readonly<Record<string, ConnectionForm>>>({})
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData>()
  const check = useCheckSteps()
  const show = useShowError()
  const abort = useRef<AbortController>(undefined)
  const first = useRef<HTMLInputElement>(null)
  const fields = useRef<HTMLFormElement>(null)
  const showFirstWrong = useFirstWrong(fields)
  const keys = useKeyLabel('run')
  const primary = useRef<HTMLButtonElement>(null)
  useEffect(() => void connections.getState().askKeystore(), [connections])
  // What had the focus could not be used meanwhile, so it was lost.
  useEffect(() => {
    if (error && document.activeElement === document.body) primary.current?.focus()
  }, [error])

  const kept = list.find(({ id }) => id === selected)
  const isLocal = kept?.kind === 'local'
  const form = forms[selected] ?? (kept ? formOf(kept) : emptyForm)
  const tokenIsThere = hasToken(kept)
  const problems = problemsOf(form, tokenIsThere)
  const isRight = Object.keys(problems).length === 0
  const wanted = wantedOf(form)
  const target: CopyTarget = { ...wanted, kind: 'server', ...(form.signIn === 'token' ? { token: true } : {}) }
  const host = wanted.address.replace(/^\w+:\/\//, '') || 'the server'

  function close(): void {
    abort.current?.abort()
    dialogs.getState().close()
  }

  function select(id: string): void {
    setSelected(id)
    setLeft(new Set())
    setError(undefined)
    check.clear()
  }

  function change(part: Partial<ConnectionForm>): void {
    setForms({ ...forms, [selected]: { ...form, ...part } })
    setError(undefined)
    check.clear()
  }

  /** Shows what is wrong with every field; false when something is. */
  function mustBeRight(): boolean {
    setLeft(new Set(Object.keys(emptyForm)))
    if (!isRight) showFirstWrong()
    return isRight
  }

  async function save(): Promise<void> {
    if (busy || isLocal || !mustBeRight()) return
    abort.current = new AbortController()
    setBusy(true)
    setError(undefined)
    check.clear()
    const { signal } = abort.current
    const { add, change: replace } = connections.getState()
    try {
      const saved = kept ? await replace(kept.id, wanted, signal) : await add(wanted, signal)
      notices.getState().announce(`${saved.name}: ${kept ? 'saved' : 'connected'}`)
      dialogs.getState().close()
    } catch (thrown) {
      if (isAppError(thrown, 'cancelled')) return
      const data = toErrorData(thrown)
      setBusy(false)
      setError(data)
      // Which step it was, and what to do about it.
      if (data.code !== 'refused') check.start(wanted, kept?.id)
    }
  }

  const words = error && show(error, `${kept?.name ?? host} was not ${kept ? 'saved' : 'added'}`)
  const shown = Object.fromEntries(Object.entries(problems).filter(([field]) => left.has(field)))
  return (
    <Dialog
      title={kept ? kept.name : 'Connect to a server'}
      width={640}
      onClose={close}
      onPrimary={isLocal ? undefined : () => void save()}
      initialFocus={first}
      status={
        busy ? (
          <span className={styles.line} role="status">
            <StatusGlyph name="making" />
            Asking {host}…
          </span>
        ) : words ? (
          <ErrorLine {...words} />
        ) : isLocal ? undefined : (
          whereTokenIs(form.signIn, keystore)
        )
      }
      actions={
        <>
          {isRight && !isLocal && (
            <CopyMenu texts={copyTexts([{ name: 'get_token' }], target, stores)} onDone={sayCopied(stores)} />
          )}
          <Button onClick={close}>{isLocal ? 'Close' : 'Cancel'}</Button>
          {!isLocal && (
            <Button ref={primary} variant="primary" keys={keys} disabled={busy} onClick={() => void save()}>
              {error ? 'Try again' : kept ? 'Save' : 'Connect'}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.columns}>
        <div className={styles.side}>
          <ConnectionList connections={list} selected={selected} disabled={busy} onSelect={select} />
        </div>
        {isLocal ? (
          <LocalFacts connection={kept} />
        ) : (
          <form
            ref={fields}
            aria-label={kept ? kept.name : 'New server'}
            onSubmit={(event) => {
              event.preventDefault()
              void save()
            }}
          >
            <ConnectionFields
              form={form}
              problems={shown}
              tokenIsThere={tokenIsThere}
              disabled={busy}
              first={first}
              onChange={change}
              onLeave={(field) => setLeft(new Set([...left, field]))}
            />
            <div className={styles.check}>
              <Button
                icon={CheckConnectionIcon}
                disabled={busy}
                onClick={() => mustBeRight() && check.start(wanted, kept?.id)}
              >
                {check.busy ? 'Checking…' : 'Check connection'}
              </Button>
            </div>
            {check.problem !== undefined && <ErrorLine {...show(check.problem, 'It was not checked')} />}
            {check.steps && <CheckSteps steps={check.steps} />}
            <button type="submit" hidden aria-hidden tabIndex={-1} />
          </form>
        )}
      </div>
    </Dialog>
  )
}

/** @param keystore what encrypts on this computer; undefined when nothing does, or that is not known yet */
function whereTokenIs(signIn: ConnectionForm['signIn'], keystore: string | undefined): string {
  if (signIn === 'user') return 'A token is asked for with the user id, and stays in memory.'
  if (keystore === undefined)
    return 'The token stays in memory only: no keychain was found. It is asked for again after a start.'
  return `The token is kept on this computer, encrypted by ${keystore}.`
}
