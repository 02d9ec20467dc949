import { useId, useRef, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import { joinPath, nameProblem, workspacePath } from '../../../shared/domain/file.ts'
import type { RunLanguage } from '../../../shared/domain/run.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { CompareDialog } from './compare-dialog.tsx'

/** The questions that documents ask. */
export function DocumentDialogs() {
  const question = useSubject('documents', (state) => state.question)
  const document = useSubject('documents', ({ sessions }) =>
    question ? sessions[sessionKey(question.session)]?.byId[question.id] : undefined,
  )
  if (!question || !document) return null
  if (question.kind === 'compare') return <CompareDialog key={question.id} document={document} />
  return question.kind === 'close' ? (
    <CloseDialog title={document.title} isFile={document.path !== undefined} />
  ) : (
    <SaveAsDialog key={question.id} title={document.title} language={document.runLanguage} />
  )
}

function CloseDialog({ title, isFile }: { readonly title: string; readonly isFile: boolean }) {
  const { documents } = useStores()
  const save = useRef<HTMLButtonElement>(null)
  const answer = (what: 'save' | 'discard' | 'cancel') => () => void documents.getState().answerClose(what)
  return (
    <Dialog
      title={isFile ? `Save ${title} before it is closed?` : `Save ${title} as a file before it is closed?`}
      description={
        isFile
          ? 'Discard throws the edits away; the file in the sandbox stays as it is.'
          : 'Its text is kept on this computer alone. Discard throws it away.'
      }
      alert
      width={440}
      onClose={answer('cancel')}
      onPrimary={answer('save')}
      initialFocus={save}
      actions={
        <>
          <Button onClick={answer('cancel')}>Cancel</Button>
          <Button onClick={answer('discard')}>Discard</Button>
          <Button ref={save} variant="primary" onClick={answer('save')}>
            {isFile ? 'Save' : 'Save as…'}
          </Button>
        </>
      }
    />
  )
}

const extensions: Record<RunLanguage, string> = { python: 'py', bash: 'sh', node: 'js' }

/** The path under the workspace, or why it is none. */
function pathOf(name: string): { readonly path: string } | { readonly problem: string } {
  const trimmed = name.trim()
  const parts = trimmed.split('/')
  const problem = parts.map(nameProblem).find((one) => one !== undefined)
  if (trimmed.startsWith('/') || problem !== undefined)
    return { problem: problem ?? `Write it from ${workspacePath}, without a slash at its beginning.` }
  return { path: joinPath(workspacePath, trimmed) }
}

function SaveAsDialog({ title, language }: { readonly title: string; readonly language: RunLanguage | undefined }) {
  const { documents } = useStores()
  const show = useShowError()
  const [name, setName] = useState(`${title.replace(' ', '-')}.${extensions[language ?? 'python']}`)
  const [problem, setProblem] = useState<string>()
  const [error, setError] = useState<ErrorData>()
  const [saving, setSaving] = useState(false)
  const form = useId()
  const cancel = () => documents.getState().cancelQuestion()

  async function save() {
    const checked = pathOf(name)
    if ('problem' in checked) return setProblem(checked.problem)
    setSaving(true)
    setError(undefined)
    try {
      await documents.getState().saveScratchAs(checked.path)
    } catch (thrown) {
      const data = toErrorData(thrown)
      if (data.code === 'conflict') setProblem('There is a file of this name.')
      else setError(data)
      setSaving(false)
    }
  }

  return (
    <Dialog
      title={`Save ${title} as a file`}
      width={440}
      status={error ? <ErrorLine {...show(error, `${title} was not saved`)} /> : undefined}
      onClose={cancel}
      onPrimary={() => void save()}
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={saving}>
            Save file
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label="Name" hint={`In ${workspacePath}`} error={problem}>
          {(control) => (
            <TextInput
              {...control}
              value={name}
              onChange={(next) => {
                setName(next)
                setProblem(undefined)
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
