import { useEffect, useId, useRef, useState } from 'react'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import type { LimitedField } from '../../../shared/domain/server-limits.ts'
import { statusWord } from '../../state/connection-words.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import { Field } from '../../ui/field.tsx'
import { formatDate, formatTime } from '../../ui/format.ts'
import { ServerIcon, ThisComputerIcon } from '../../ui/icons.ts'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { useFirstWrong } from '../../ui/use-first-wrong.ts'
import { CreateSteps } from './create-steps.tsx'
import { EnvironmentField } from './environment-field.tsx'
import styles from './new-session-dialog.module.css'
import type { Draft, FieldName } from './new-session-form.ts'
import {
  doubtsOf,
  endOf,
  firstDraft,
  imageHint,
  knownImages,
  limitsHint,
  problemsOf,
  toNewSession,
} from './new-session-form.ts'
import type { Limits } from './session-limits.ts'
import { limitNote, limitsOf } from './session-limits.ts'
import { useCreation } from './use-creation.ts'

/** Where a new session is to be found: what had the focus may be the button of an empty list, which is gone. */
function listOfSessions(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role="listbox"][data-region-focus]')
}

/** Asks what to create, creates it, and brings it to the front. */
export function NewSessionDialog({ connectionId }: { readonly connectionId?: string | undefined }) {
  const stores = useStores()
  const show = useShowError()
  const connections = useSubject('connections', (state) => state.list) ?? []
  const lists = useSubject('sessions', (state) => state.lists)
  const [draft, setDraft] = useState<Draft>(() =>
    firstDraft(
      connectionId ?? localConnectionId,
      lists.flatMap((list) => list.sessions.map(({ name }) => name)),
    ),
  )
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set())
  const created = useRef(false)
  const name = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const showFirstWrong = useFirstWrong(form)
  const imagesId = useId()
  const noteId = useId()
  const keys = useKeyLabel('run')
  const creation = useCreation({
    onCreated() {
      created.current = true
      stores.notices.getState().announce(`${draft.name.trim()}: created`)
      stores.dialogs.getState().close()
    },
    onCancelled() {
      stores.notices.getState().announce(`${draft.name.trim()}: not created`)
      stores.dialogs.getState().close()
    },
  })
  const { busy, halfMade, error, cancelling } = creation
  useEffect(() => name.current?.select(), [])

  // What is made half is what the form says.
  const locked = busy || halfMade !== undefined
  const connection = connections.find(({ id }) => id === draft.connectionId)
  const learnt = useSubject('settings', (state) => state.settings.learntLimits?.[draft.connectionId])
  const limits = limitsOf(connection, learnt)
  const problems = problemsOf(draft, limits)
  const doubts = doubtsOf(draft, limits)
  const shown = (field: FieldName) => (left.has(field) ? problems[field] : undefined)
  const ends = endOf(draft, Date.now())

  function change(part: Partial<Draft>): void {
    setDraft({ ...draft, ...part })
    creation.forgetError()
  }

  function leave(field: FieldName): void {
    setLeft(new Set([...left, field]))
  }

  function close(): void {
    creation.cancel()
    stores.dialogs.getState().close()
  }

  /** What is under way is taken back, and that is awaited; pressed again it goes on without this window. */
  function cancel(): void {
    if (busy && !cancelling) creation.cancel()
    else close()
  }

  function create(): void {
    if (halfMade) return void creation.again()
    const input = toNewSession(draft, limits)
    if (input) void creation.begin(input)
    else {
      setLeft(new Set(['name', 'image', 'cpuCount', 'memoryMb', 'ttlHours', 'env']))
      showFirstWrong()
    }
  }

  /** A field of figures with its unit; its limit stands beneath it. */
  const figure = (field: LimitedField, label: string, unit: string) => (
    <TextInput
      aria-label={label}
      aria-describedby={`${noteId}-${field}`}
      aria-invalid={shown(field) ? true : undefined}
      inputMode="decimal"
      suffix={unit}
      value={draft[field]}
      disabled={locked}
      onChange={(value) => change({ [field]: value })}
      onBlur={() => leave(field)}
    />
  )

  /** Its limit, or what is wrong with it once it was left. */
  const note = (field: LimitedField, more = '') => (
    <p
      id={`${noteId}-${field}`}
      className={styles.note}
      data-wrong={shown(field) !== undefined || undefined}
      data-doubt={(left.has(field) && doubts[field] !== undefined) || undefined}
    >
      {shown(field) ?? (left.has(field) ? doubts[field] : undefined) ?? `${limitNote(field, limits)}${more}`}
    </p>
  )

  const words = error && show(error, `${draft.name.trim()} was not created`, { connectionId: connection?.id })
  return (
    <Dialog
      title="New session"
      onClose={close}
      finalFocus={() => (created.current && listOfSessions()) || true}
      onPrimary={create}
      initialFocus={name}
      status={
        busy ? (
          <CreateSteps at={creation.progress} failed={false} />
        ) : words ? (
          <>
            {halfMade && <CreateSteps at={halfMade} failed />}
            <ErrorLine {...words} />
          </>
        ) : (
          'Creates the session and gives it a sandbox.'
        )
      }
      actions={
        <>
          <CopyMenu texts={copyTexts(callsOf(draft, limits), connection, stores)} onDone={sayCopied(stores)} />
          {halfMade ? (
            <Button disabled={busy || !halfMade.canUndo} onClick={() => void creation.undo()}>
              Undo
            </Button>
          ) : (
            <Button onClick={cancel}>{cancelling ? 'Close' : 'Cancel'}</Button>
          )}
          <Button variant="primary" keys={keys} disabled={busy} onClick={create}>
            {error ? 'Try again' : 'Create session'}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault()
          create()
        }}
      >
        <Field label="Where">
          {(control) => (
            <Select
              {...control}
              value={draft.connectionId}
              disabled={locked}
              onChange={(id) => change({ connectionId: id })}
              options={connections.map((one) => ({
                value: one.id,
                label: one.name,
                icon: one.kind === 'local' ? ThisComputerIcon : ServerIcon,
                note: statusWord(one.status),
              }))}
            />
          )}
        </Field>
        <Field label="Name" error={shown('name')}>
          {(control) => (
            <TextInput
              {...control}
              ref={name}
              value={draft.name}
              disabled={locked}
              onChange={(value) => change({ name: value })}
              onBlur={() => leave('name')}
            />
          )}
        </Field>
        <Field label="Image" error={shown('image')} hint={imageHint(connection)}>
          {(control) => (
            <>
              <TextInput
                {...control}
                list={imagesId}
                value={draft.image}
                disabled={locked}
                onChange={(value) => change({ image: value })}
                onBlur={() => leave('image')}
              />
              <datalist id={imagesId}>
                {knownImages.map((image) => (
                  <option key={image} value={image} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label="Resources" group hint={limitsHint(connection)}>
          {() => (
            <div className={styles.figures}>
              {figure('cpuCount', 'CPU', 'CPU')}
              {figure('memoryMb', 'Memory in MB', 'MB')}
              {figure('ttlHours', 'Hours', 'hours')}
              {note('cpuCount')}
              {note('memoryMb')}
              {note('ttlHours', ends === undefined ? '' : ` Ends ${formatDate(ends)}, ${formatTime(ends)}.`)}
            </div>
          )}
        </Field>
        <Field label="Network">
          {(control) => (
            <Switch
              id={control.id}
              checked={draft.network}
              disabled={locked}
              onChange={(network) => change({ network })}
              label="Allow connections to the internet"
            />
          )}
        </Field>
        <EnvironmentField
          lines={draft.env}
          tried={left.has('env')}
          disabled={locked}
          onChange={(env) => change({ env })}
        />
        {/* Enter in a field creates, as in every form. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}

/** What creating it is for a program: none while the form cannot be sent. */
function callsOf(draft: Draft, limits: Limits): readonly SdkCall[] {
  const input = toNewSession(draft, limits)
  if (!input) return []
  const { image, cpuCount, memoryMb, ttlHours } = input
  return [{ name: 'create_session', image, cpuCount, memoryMb, ttlHours }, { name: 'acquire_sandbox' }]
}
