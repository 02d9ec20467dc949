import { useEffect, useRef, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { EnvVariable, RunOptions } from '../../../shared/domain/run-options.ts'
import { filledVariables, variableProblems } from '../../../shared/domain/run-options.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { EnvLine } from '../../ui/env-lines.tsx'
import { EnvLines, envLine } from '../../ui/env-lines.tsx'
import { ErrorLine, ErrorProblem } from '../../ui/error-problem.tsx'
import { Field } from '../../ui/field.tsx'
import { NewIcon } from '../../ui/icons.ts'
import { TextInput } from '../../ui/text-input.tsx'
import { Waiting } from '../../ui/waiting.tsx'

/** In which folder and with which variables runs of this session begin. */
export function RunOptionsDialog({ session }: { readonly session: SessionRef }) {
  const { runOptions, dialogs } = useStores()
  const [options, setOptions] = useState<RunOptions>()
  const [error, setError] = useState<ErrorData>()
  const [round, setRound] = useState(0)
  const show = useShowError()
  const close = () => dialogs.getState().close()

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round reads once more
  useEffect(() => {
    let isGone = false
    setError(undefined)
    runOptions
      .getState()
      .read(session)
      .then(
        (found) => isGone || setOptions(found),
        (thrown: unknown) => isGone || setError(toErrorData(thrown)),
      )
    return () => {
      isGone = true
    }
  }, [runOptions, session, round])

  if (options) return <Form session={session} options={options} />
  return (
    <Dialog title="Run options" width={640} onClose={close} actions={<Button onClick={close}>Close</Button>}>
      {error ? (
        <ErrorProblem {...show(error, 'The options could not be read', { retry: () => setRound(round + 1) })} />
      ) : (
        <Waiting words="Reading the options…" rows={3} />
      )}
    </Dialog>
  )
}

function lineOf({ name, value, secret, kept }: EnvVariable): EnvLine {
  return envLine({ name, value, secret, ...(kept ? { kept } : {}) })
}

function Form({ session, options }: { readonly session: SessionRef; readonly options: RunOptions }) {
  const { runOptions, dialogs, notices } = useStores()
  const [workDir, setWorkDir] = useState(options.workDir ?? '')
  const [lines, setLines] = useState<readonly EnvLine[]>(() => options.env.map(lineOf))
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<ErrorData>()
  const show = useShowError()
  const first = useRef<HTMLInputElement>(null)
  const folderProblem = workDir.trim() === '' || workDir.trim().startsWith('/') ? undefined : 'A whole path is needed.'
  const problems = variableProblems(lines)
  const close = () => dialogs.getState().close()

  async function keep(): Promise<void> {
    setTried(true)
    if (folderProblem || problems.some(Boolean)) return
    const env = filledVariables(lines).map(({ name, value, secret }) => ({
      name,
      secret,
      ...(value === undefined ? {} : { value }),
    }))
    try {
      await runOptions.getState().write(session, { env, ...(workDir.trim() === '' ? {} : { workDir: workDir.trim() }) })
      notices.getState().announce('Run options kept')
      close()
    } catch (thrown) {
      if (!isAppError(thrown, 'cancelled')) setError(toErrorData(thrown))
    }
  }

  const words = error && show(error, 'The options were not kept')
  return (
    <Dialog
      title="Run options"
      width={640}
      onClose={close}
      onPrimary={() => void keep()}
      initialFocus={first}
      status={
        words ? (
          <ErrorLine {...words} />
        ) : (
          'For every run and command of this session. Kept on this computer; secrets in its key store.'
        )
      }
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" onClick={() => void keep()}>
            Keep options
          </Button>
        </>
      }
    >
      <Field
        label="Folder"
        hint="Where runs of code begin. Consoles have a folder of their own."
        error={tried ? folderProblem : undefined}
      >
        {(control) => (
          <TextInput {...control} ref={first} value={workDir} placeholder="/workspace" onChange={setWorkDir} />
        )}
      </Field>
      <Field label="Environment" group hint="Added to the sandbox’s own variables. One of the same name is replaced.">
        {() => (
          <>
            <EnvLines lines={lines} problems={tried ? problems : []} onChange={setLines} />
            <Button
              size="small"
              icon={NewIcon}
              onClick={() => setLines([...lines, lineOf({ name: '', value: '', secret: false })])}
            >
              Add a variable
            </Button>
          </>
        )}
      </Field>
    </Dialog>
  )
}
