import { useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { describeError } from '../../state/describe-error.ts'
import type { ManyAction } from '../../state/dialogs.ts'
import type { ShownError } from '../../state/error-actions.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Details } from '../../ui/details.tsx'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { offerUndo } from './bring-back.ts'
import { LeavingMany } from './leaving.tsx'
import { keptUntil } from './leaving-words.ts'
import styles from './many-dialog.module.css'
import { isSame } from './session-actions.ts'
import { progressWords } from './session-words.ts'

interface Words {
  readonly verb: string
  readonly done: string
  readonly what: string
}

const words: Readonly<Record<ManyAction, Words>> = {
  pause: {
    verb: 'Pause',
    done: 'paused',
    what: 'Every process in them ends. What is kept of their files depends on their server.',
  },
  resume: { verb: 'Resume', done: 'active', what: 'Each gets a sandbox of its own again.' },
  delete: { verb: 'Delete', done: 'deleted', what: '' },
  forget: {
    verb: 'Forget',
    done: 'forgotten',
    what: 'This is final. Goes: their names, and their runs and edits that are kept on this computer; with them files of sessions of this computer that have ended.',
  },
}

/** Sessions of one server that are done at a time: a server of two cores does not get faster by more. */
const atOnce = 2

type Fate = 'waiting' | 'done' | ErrorData

interface ManyDialogProps {
  readonly action: ManyAction
  /** As they were when they were chosen: what is deleted keeps its name here. */
  readonly sessions: readonly Session[]
}

/** Does one thing with several sessions, and shows of each what became of it. */
export function ManyDialog({ action, sessions: before }: ManyDialogProps) {
  const stores = useStores()
  const [began, setBegan] = useState(false)
  const [fates, setFates] = useState<ReadonlyMap<string, Fate>>(new Map())
  const lists = useSubject('sessions', (state) => state.lists)
  const connections = useSubject('connections', (state) => state.list)
  const [now] = useState(Date.now)
  const untilOf = ({ connectionId }: Session) =>
    keptUntil(
      connections?.find(({ id }) => id === connectionId),
      now,
    )
  const isKept = (session: Session) => untilOf(session) !== undefined
  const { verb, done, what } = words[action]
  const close = () => stores.dialogs.getState().close()
  const fateOf = (session: Session) => fates.get(sessionKey(session))
  const failures = before.filter((session) => typeof fateOf(session) === 'object')
  const finished = before.filter((session) => fateOf(session) === 'done').length
  const failed = failures.length
  const details = failures.map((session) => detailsOf(session, fateOf(session))).join('\n')
  // A text of calls goes to one server.
  const isOfOne = before.every(({ connectionId }) => connectionId === before[0]?.connectionId)
  const connection = isOfOne ? connections?.find(({ id }) => id === before[0]?.connectionId) : undefined
  const busy = began && finished + failed < before.length

  async function begin(): Promise<void> {
    const queue = began ? failures : [...before]
    const { front } = stores.sessions.getState()
    const deleted: Session[] = []
    setBegan(true)
    setFates((all) => new Map([...all, ...queue.map((session) => [sessionKey(session), 'waiting'] as const)]))
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const session = next
        const fate = await settle(stores.sessions.getState()[action](session))
        setFates((all) => new Map([...all, [sessionKey(session), fate]]))
        if (fate === 'done' && action === 'delete' && isKept(session)) deleted.push(session)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    offerUndo(stores, deleted, front && deleted.some((session) => isSame(front, session)) ? front : undefined)
  }

  // Of deletions those are final whose server keeps nothing, and everything that is forgotten.
  const isFinal = action === 'forget' || (action === 'delete' && before.some((session) => !isKept(session)))
  const title = `${verb} ${before.length} sessions`
  const isOver = began && !busy && failed === 0
  return (
    <ConfirmDialog
      title={`${title}?`}
      action={isOver ? 'Done' : failed > 0 ? 'Try again' : title}
      danger={(action === 'delete' || action === 'forget') && !isOver}
      {...(isFinal && !began ? { typeToConfirm: `${before.length}` } : {})}
      busy={busy}
      status={
        began && (
          <>
            {`${finished} of ${before.length} ${done}${failed > 0 ? `, ${failed} not` : ''}${busy ? '. Closing this does not stop it.' : '.'}`}
            {details !== '' && <Details text={details} />}
          </>
        )
      }
      more={<CopyMenu texts={copyTexts(callsOf(action, before), connection, stores)} onDone={sayCopied(stores)} />}
      onConfirm={() => (isOver ? close() : void begin())}
      onClose={close}
    >
      {action === 'delete' ? <LeavingMany sessions={before} untilOf={untilOf} /> : what}
      <span className={styles.list}>
        {before.map((session) => (
          <ManyLine
            key={sessionKey(session)}
            session={session}
            present={findSession(lists, session)}
            fate={fateOf(session)}
            done={done}
          />
        ))}
      </span>
    </ConfirmDialog>
  )
}

async function settle(work: Promise<void>): Promise<Fate> {
  try {
    await work
    return 'done'
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return toErrorData(thrown)
  }
}

function ManyLine({
  session,
  present,
  fate,
  done,
}: {
  readonly session: Session
  readonly present: Session | undefined
  readonly fate: Fate | undefined
  readonly done: string
}) {
  const isFailed = typeof fate === 'object'
  const shown = useShowError()
  return (
    <span className={styles.line}>
      <StatusGlyph
        name={fate === 'waiting' ? 'making' : fate === 'done' ? 'ok' : isFailed ? 'failed' : glyphOf(session)}
      />
      <span className={styles.name}>{session.name}</span>
      <span className={styles.fate}>
        {isFailed
          ? failedWords(shown(fate, 'Failed', { session }))
          : fate === 'done'
            ? done
            : present?.progress
              ? progressWords(present.progress)
              : ''}
      </span>
    </span>
  )
}

/** What the server said of it, after its name. */
function detailsOf({ name }: Session, fate: Fate | undefined): string {
  return typeof fate === 'object' ? `${name}: ${describeError(fate, name).details ?? fate.message}` : ''
}

/** Forgetting is of this computer alone. */
function callsOf(action: ManyAction, sessions: readonly Session[]): readonly SdkCall[] {
  if (action === 'forget') return []
  return sessions.map(({ sessionId }) => ({ name: `${action}_session`, sessionId }) as const)
}

function failedWords({ title, advice }: ShownError): string {
  return `${title} ${advice}`.trim()
}

function glyphOf({ status }: Session) {
  return status === 'creating' ? 'making' : status
}
