import type { ComponentProps, ReactNode } from 'react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import type { OpenDocument } from '../../state/documents-types.ts'
import { focusEditor } from '../../state/editor-in-front.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import styles from './compare-dialog.module.css'

// Monaco has a chunk of its own.
const CompareTexts = lazy(async () => ({ default: (await import('./compare-texts.tsx')).CompareTexts }))

type Theirs = { readonly text: string } | { readonly error: ErrorData }

/** A file that somebody else changed, beside the edits that were made to it meanwhile. */
export function CompareDialog({ document }: { readonly document: OpenDocument }) {
  const { documents } = useStores()
  const show = useShowError()
  const { session, id, title, language, saving, conflict } = document
  const [theirs, setTheirs] = useState<Theirs>()
  const [attempt, setAttempt] = useState(0)
  const closer = useRef<HTMLButtonElement>(null)
  const [mine] = useState(() => documents.getState().buffer(session, id)?.read() ?? '')

  // biome-ignore lint/correctness/useExhaustiveDependencies: the session's object changes with each answer of the server; each attempt reads anew
  useEffect(() => {
    let isGone = false
    documents
      .getState()
      .readTheirs(session, id)
      .then(
        (text) => isGone || setTheirs({ text }),
        (thrown: unknown) => isGone || setTheirs({ error: toErrorData(thrown) }),
      )
    return () => {
      isGone = true
    }
  }, [documents, id, attempt])

  const close = () => documents.getState().cancelQuestion()
  const resolve = (take: 'mine' | 'theirs') => () => {
    close()
    focusEditor()
    void documents.getState().resolveConflict(session, id, take)
  }
  const isOpen = conflict !== undefined
  return (
    <Dialog
      title={`${title}: in the sandbox and here`}
      width={1100}
      onClose={close}
      initialFocus={closer}
      status="Take theirs can be undone in the editor. Overwrite replaces the file in the sandbox."
      actions={
        <>
          <Button ref={closer} onClick={close}>
            Close
          </Button>
          <Button disabled={!isOpen} onClick={resolve('theirs')}>
            Take theirs
          </Button>
          <Button disabled={!isOpen || saving} onClick={resolve('mine')}>
            Overwrite with mine
          </Button>
        </>
      }
    >
      <div className={styles.sides}>
        <span>− In the sandbox</span>
        <span>+ Your edits</span>
      </div>
      <Shown theirs={theirs} mine={mine} language={language} name={title}>
        {(error) => (
          <ErrorProblem
            {...show(error, `${title} could not be read`, {
              session,
              retry: () => {
                setTheirs(undefined)
                setAttempt(attempt + 1)
              },
            })}
          />
        )}
      </Shown>
    </Dialog>
  )
}

interface ShownProps extends Pick<ComponentProps<typeof CompareTexts>, 'mine' | 'language'> {
  readonly theirs: Theirs | undefined
  readonly name: string
  readonly children: (error: ErrorData) => ReactNode
}

function Shown({ theirs, mine, language, name, children }: ShownProps) {
  const waiting = (
    <div className={styles.waiting}>
      <Waiting words={`Reading ${name} in the sandbox…`} rows={8} rowHeight={20} />
    </div>
  )
  if (!theirs) return waiting
  if ('error' in theirs) return children(theirs.error)
  return (
    <Suspense fallback={waiting}>
      <CompareTexts theirs={theirs.text} mine={mine} language={language} />
    </Suspense>
  )
}
