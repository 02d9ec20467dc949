import { useEffect, useState } from 'react'
import type { Connection, ConnectionFigures, PastedToken } from '../../../shared/domain/connection.ts'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import { statusWord } from '../../state/connection-words.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useShowError } from '../../state/error-actions.ts'
import { limitsWords } from '../../state/limits-words.ts'
import { connectionFields, figureFields, poolFields } from '../../state/model-fields.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { FactLine } from '../../ui/fact-line.tsx'
import { formatAge, formatClock, formatCount } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './connection-details-dialog.module.css'

/** Everything that is known of one server: what it is, what it has now, what was asked of it. */
export function ConnectionDetailsDialog({ connectionId }: { readonly connectionId: string }) {
  const stores = useStores()
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === connectionId))
  const [figures, setFigures] = useState<ConnectionFigures>()
  const [askedAt, setAskedAt] = useState<number>()
  const [error, setError] = useState<ErrorData>()
  const [round, setRound] = useState(0)
  const show = useShowError()
  const close = () => stores.dialogs.getState().close()

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks once more
  useEffect(() => {
    const abort = new AbortController()
    setError(undefined)
    stores.connections
      .getState()
      .figures(connectionId, abort.signal)
      .then(
        (answer) => {
          setFigures(answer)
          setAskedAt(Date.now())
        },
        (thrown: unknown) => {
          if (!isAppError(thrown, 'cancelled')) setError(toErrorData(thrown))
        },
      )
    return () => abort.abort()
  }, [stores, connectionId, round])

  if (!connection) return null
  return (
    <Dialog
      title={connection.name}
      width={560}
      onClose={close}
      status={askedAt === undefined || error ? undefined : `Figures as of ${formatClock(askedAt)}.`}
      actions={
        <>
          <CopyMenu
            texts={copyTexts([{ name: 'list_sessions' }, { name: 'get_sandbox_stats' }], connection, stores)}
            onDone={sayCopied(stores)}
          />
          <Button onClick={() => setRound(round + 1)}>Ask again</Button>
          <Button onClick={close}>Close</Button>
        </>
      }
    >
      {error && (
        <ErrorProblem
          {...show(error, 'Its pool could not be asked for', { connectionId, retry: () => setRound(round + 1) })}
        />
      )}
      <Facts connection={connection} figures={error ? undefined : figures} failed={error !== undefined} />
    </Dialog>
  )
}

interface FactsProps {
  readonly connection: Connection
  readonly figures: ConnectionFigures | undefined
  /** The last question for figures was not answered. */
  readonly failed: boolean
}

function Facts({ connection, figures, failed }: FactsProps) {
  const now = useNow(30_000)
  const { address, userId, role, proxy, ca, token, status, facts, skew, lastAnswerAt, probe } = connection
  const isLocal = connection.kind === 'local'
  const seconds = Math.round(skew / 1000)
  // An answer without figures is an old one.
  const asked = failed ? 'unknown' : 'asking…'
  const fields = connectionFields
  return (
    <dl className={styles.facts}>
      <FactLine {...fields.address} value={address} />
      <FactLine {...fields.userId} value={userId} />
      <FactLine {...fields.role} value={token ? 'that of the token' : (role ?? 'user')} />
      <FactLine {...fields.token} value={token ? tokenWords[token.kept] : 'asked for by user id, in memory only'} />
      {!isLocal && <FactLine {...fields.proxy} value={proxy} />}
      {!isLocal && <FactLine {...fields.ca} value={ca === undefined ? 'the well-known ones' : 'own ones too'} />}
      <FactLine {...fields.status} value={statusWord(status)} />
      <FactLine
        {...fields.lastAnswerAt}
        value={lastAnswerAt === undefined ? 'none yet' : formatAge(lastAnswerAt, now)}
      />
      <FactLine
        {...fields.skew}
        value={
          seconds === 0 ? 'the same as here' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this one`
        }
      />
      <FactLine name="Version" value={facts?.version ?? 'not told'} meaning="From /health" />
      <FactLine name="Isolation" value={facts?.runtime ?? 'not told'} meaning="What keeps its sandboxes apart" />
      {probe?.status === 'ready' && (
        <FactLine name="Limits" value={limitsWords(probe).name} meaning={limitsWords(probe).meaning} />
      )}
      <FactLine
        name="Extensions"
        value={facts && (facts.extensions.join(', ') || 'none: a plain server')}
        without="unknown until it answers"
        meaning="What it can do beyond the Cloud Sandbox API"
      />
      <FactLine
        name="Keeps"
        value={facts && (facts.keeps.join(', ') || 'it promises nothing')}
        without="unknown until it answers"
        meaning="What of a session it keeps through a pause"
      />
      {(Object.keys(poolFields) as (keyof typeof poolFields)[]).map((field) => (
        <FactLine
          key={field}
          {...poolFields[field]}
          value={figures && countOf(figures.pool[field])}
          without={figures ? 'not told' : asked}
        />
      ))}
      <FactLine {...figureFields.answers} value={figures && formatCount(figures.answers)} without={asked} />
    </dl>
  )
}

const tokenWords: Readonly<Record<PastedToken['kept'], string>> = {
  keychain: 'pasted in, kept encrypted on this computer',
  memory: 'pasted in, in memory only',
  unreadable: 'pasted in; the key store of this computer does not open it',
  missing: 'it was in memory only, and has to be pasted again',
}

function countOf(sandboxes: number | undefined): string | undefined {
  return sandboxes === undefined ? undefined : `${formatCount(sandboxes)} ${sandboxes === 1 ? 'sandbox' : 'sandboxes'}`
}
