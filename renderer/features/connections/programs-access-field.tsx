import { useState } from 'react'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { Field } from '../../ui/field.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './this-computer-dialog.module.css'

/** Why a text is no port; undefined when it is one. */
function portProblem(text: string): string | undefined {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0
  return port >= 1 && port <= 65_535 ? undefined : 'A port is a whole number from 1 to 65535.'
}

/** The switch that opens this computer's server to other programs, its port, and what to paste into Python. */
export function ProgramsAccessField() {
  const { programs } = useStores()
  const show = useShowError()
  const access = useSubject('programs', (state) => state.access)
  const busy = useSubject('programs', (state) => state.busy)
  const error = useSubject('programs', (state) => state.error)
  const [typed, setTyped] = useState<string>()
  const [left, setLeft] = useState(false)
  const open = access?.open ?? false
  const port = typed ?? (access === undefined ? '' : String(access.port))
  const wrong = left ? portProblem(port) : undefined
  const taken = error?.code === 'conflict' ? error.message : open ? undefined : access?.error
  const failed =
    error && error.code !== 'conflict'
      ? show(error, 'It was not changed', { connectionId: localConnectionId })
      : undefined

  function change(next: boolean): void {
    if (!next) {
      setTyped(undefined)
      return void programs.getState().close()
    }
    setLeft(true)
    if (portProblem(port) === undefined) void programs.getState().open(Number(port))
  }

  return (
    <section className={styles.programs} aria-label="Open to programs">
      <Switch
        label="Open to programs on this computer"
        checked={open}
        disabled={busy || access === undefined}
        onChange={change}
      />
      <p className={styles.note}>
        Any program of this computer can then use sandboxes here, as any user. Web pages, other computers and code
        inside sandboxes are refused. It stays so until you switch it off; the port is there while the local server
        runs.
      </p>
      <Field label="Port" error={wrong ?? taken} hint={open ? 'Switch it off to choose another one.' : undefined}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            maxLength={5}
            value={port}
            disabled={busy || open || access === undefined}
            onChange={setTyped}
            onBlur={() => setLeft(true)}
          />
        )}
      </Field>
      {open && access?.python !== undefined && (
        <Field label="In Python" group stacked>
          {() => (
            <div className={styles.line}>
              <code className={styles.code}>{access.python}</code>
              <CopyButton text={access.python ?? ''} label="Copy the line for Python" />
            </div>
          )}
        </Field>
      )}
      {failed && <ErrorProblem {...failed} />}
    </section>
  )
}
