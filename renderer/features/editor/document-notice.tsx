import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { OpenDocument } from '../../state/documents-types.ts'
import { focusEditor } from '../../state/editor-in-front.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { formatTime } from '../../ui/format.ts'
import { NoticeBar } from '../../ui/notice-bar.tsx'

/** What stands between a document and its file: a conflict, a save or a reading that failed. The worst one. */
export function DocumentNotice({ document }: { readonly document: OpenDocument }) {
  const { documents } = useStores()
  const { session, id, title, conflict, saveError, readError, keep } = document
  const state = () => documents.getState()

  if (conflict) {
    const resolve = (take: 'mine' | 'theirs') => () => {
      // The button goes with the notice; the text is what it was about.
      focusEditor()
      void state().resolveConflict(session, id, take)
    }
    return conflict.kind === 'changed' ? (
      <div role="alert">
        <NoticeBar
          tone="warn"
          title={`${title} changed in the sandbox at ${formatTime(conflict.modifiedAt)} while you edited it.`}
          actions={
            <>
              <Button size="small" onClick={() => state().compare(session, id)}>
                Compare…
              </Button>
              <Button size="small" onClick={resolve('theirs')}>
                Take theirs
              </Button>
              <Button size="small" disabled={document.saving} onClick={resolve('mine')}>
                Overwrite with mine
              </Button>
            </>
          }
        >
          Nothing was overwritten.
        </NoticeBar>
      </div>
    ) : (
      <div role="alert">
        <NoticeBar
          tone="warn"
          title={`${title} was deleted in the sandbox.`}
          actions={
            <>
              <Button size="small" onClick={resolve('theirs')}>
                Discard and close
              </Button>
              <Button size="small" disabled={document.saving} onClick={resolve('mine')}>
                Write it again
              </Button>
            </>
          }
        >
          Its text is kept on this computer.
        </NoticeBar>
      </div>
    )
  }
  if (saveError)
    return (
      <Failure
        error={saveError}
        what={`${title} was not saved`}
        rest="Your edits are kept on this computer."
        session={session}
        label="Try again"
        retry={() => void state().save(session, id)}
      />
    )
  if (keep.name === 'failed')
    return (
      <Failure
        error={keep.error}
        what={`Edits of ${title} could not be kept on this computer`}
        rest="It is tried again by itself."
        session={session}
        label="Try now"
        retry={() => void state().flush()}
      />
    )
  if (readError)
    return (
      <Failure
        error={readError}
        what={`${title} could not be read`}
        rest={document.dirty ? 'Edits are kept on this computer and written when the server answers.' : ''}
        session={session}
        label="Try again"
        retry={() => void state().reload(session, id)}
      />
    )
  return null
}

interface FailureProps {
  readonly error: ErrorData
  readonly what: string
  readonly rest: string
  readonly session: SessionRef
  /** Of the button that does it again. */
  readonly label: string
  readonly retry: () => void
}

function Failure({ error, what, rest, session, label, retry }: FailureProps) {
  const { title, advice, details, action } = useShowError()(error, what, { session, retry })
  return (
    <div role="alert">
      <NoticeBar
        tone={error.code === 'offline' ? 'warn' : 'err'}
        lost={error.code === 'offline'}
        title={title}
        actions={
          action && (
            <Button size="small" onClick={action.onSelect}>
              {action.onSelect === retry ? label : action.label}
            </Button>
          )
        }
      >
        {[rest === '' ? advice : rest].join(' ')}
        {details && <Details text={details} />}
      </NoticeBar>
    </div>
  )
}
