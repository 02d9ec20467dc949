import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { formatDate } from '../../ui/format.ts'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { askToRemove, goOn, resumeSession } from './session-actions.ts'
import { progressWords } from './session-words.ts'

/** Why the session in front cannot be worked in at the moment, above its panes. Nothing when it can. */
export function SessionStrip({ session }: { readonly session: Session }) {
  const stores = useStores()
  const key = sessionKey(session)
  const opening = useSubject('sessions', (state) => state.opening.has(key))
  const openProblem = useSubject('sessions', (state) => state.openProblems[key])
  const { name, progress, status, server, stopped } = session
  const problem = openProblem ?? session.problem
  const show = useShowError()

  if (progress)
    return (
      <NoticeBar
        label="State of the session"
        tone="accent"
        title={`${name}:`}
        actions={
          progress.canUndo && (
            <Button size="small" onClick={() => void goOn(stores, session, 'cancel')}>
              Cancel
            </Button>
          )
        }
      >{`${progressWords(progress)}.`}</NoticeBar>
    )
  if (opening) return <NoticeBar label="State of the session" tone="accent" title={`${name} is being opened.`} />
  if (problem && (stopped || status === 'active' || status === 'paused')) {
    const open = () => void stores.sessions.getState().open(session)
    const isReplaced = problem.reason === 'sandbox-replaced'
    const what = openProblem
      ? `${name} was not opened`
      : isReplaced
        ? `${name} has a new sandbox`
        : `${name} was stopped half way`
    const again = () =>
      stopped ? void goOn(stores, session, 'again') : status === 'paused' ? void resumeSession(stores, session) : open()
    const { title, advice, details, action } = show(problem, what, { session, retry: again })
    // What stopped half way is finished or undone before anything else is done about it.
    const { label, onSelect } = stopped || !action ? { label: 'Try again', onSelect: again } : action
    return (
      <NoticeBar
        label="State of the session"
        tone="err"
        title={title}
        actions={
          <>
            {stopped && status === 'active' && (
              <Button size="small" onClick={open}>
                Open
              </Button>
            )}
            {stopped?.canUndo && (
              <Button size="small" onClick={() => void goOn(stores, session, 'undo')}>
                Undo
              </Button>
            )}
            <Button size="small" onClick={isReplaced ? open : onSelect}>
              {isReplaced ? 'Close' : label}
            </Button>
          </>
        }
      >
        {advice}
        {details && <Details text={details} />}
      </NoticeBar>
    )
  }
  const forget = (
    <Button size="small" onClick={() => askToRemove(stores, session)}>
      Forget…
    </Button>
  )
  switch (status) {
    case 'paused':
      return (
        <NoticeBar
          label="State of the session"
          tone="accent"
          title={`${name} is paused.`}
          actions={
            <Button size="small" onClick={() => void resumeSession(stores, session)}>
              Resume
            </Button>
          }
        >
          Resume it to see its files and to run code. Edits are kept on this computer.
        </NoticeBar>
      )
    case 'expired':
      return (
        <NoticeBar
          label="State of the session"
          tone="warn"
          title={`${name} expired${server ? ` ${formatDate(server.expiresAt)}` : ''}.`}
          actions={forget}
        >
          Its server takes such sessions away. The edits that are kept on this computer are still here.
        </NoticeBar>
      )
    case 'gone':
      return (
        <NoticeBar
          label="State of the session"
          tone="err"
          title={`${name} is not on its server any more.`}
          actions={forget}
        >
          The edits that are kept on this computer are still here.
        </NoticeBar>
      )
    default:
      // Sandboxes are taken back by their servers: after an hour without work, or when the server is started again.
      if (status !== 'active' || !server || server.sandboxId !== undefined) return null
      return (
        <NoticeBar
          label="State of the session"
          tone="warn"
          title={`${name} has no sandbox at the moment.`}
          actions={
            <Button size="small" onClick={() => void stores.sessions.getState().open(session)}>
              Get a sandbox
            </Button>
          }
        >
          Code and files need one. Edits are kept on this computer.
        </NoticeBar>
      )
  }
}
