import { useEffect, useState } from 'react'
import type { Connection, ConnectionFigures } from '../../../shared/domain/connection.ts'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import { statusWord } from '../../state/connection-words.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { FactLine } from '../../ui/fact-line.tsx'
import { formatAge, formatCount } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './connection-details-dialog.module.css'

/** Everything that is known of one server: what it is, what it has now, what was asked of it. */
export function ConnectionDetailsDialog({ connectionId }: { readonly connectionId: string }) {
  const stores = useStores()
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === connectionId))
  const [figures, setFigures] = useState<ConnectionFigures>()
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
      .then(setFigures, (thrown: unknown) => {
        if (!isAppError(thrown, 'cancelled')) setError(toErrorData(thrown))
      })
    return () => abort.abort()
  }, [stores, connectionId, round])

  if (!connection) return null
  return (
    <Dialog
      title={connection.name}
      width={560}
      onClose={close}
      status="Figures are those of the moment when they were asked for."
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
      <Facts connection={connection} figures={figures} />
    </Dialog>
  )
}

interface FactsProps {
  readonly connection: Connection
  readonly figures: ConnectionFigures | undefined
}

function Facts({ connection, figures }: FactsProps) {
  const now = useNow(30_000)
  const { address, userId, role, proxy, ca, token, status, facts, skew, lastAnswerAt, probe } = connection
  const pool = figures?.pool
  const seconds = Math.round(skew / 1000)
  return (
    <dl className={styles.facts}>
      <FactLine name="Address" value={address} meaning="Base URL of its API" />
      <FactLine name="User" value={userId} meaning="user_id: the user whose sessions are listed" />
      <FactLine name="Role" value={role ?? 'user'} meaning="Asked for with each token" />
      <FactLine
        name="Token"
        value={token ? `pasted in, ${token.kept}` : 'asked for by user id'}
        meaning="It never reaches this window"
      />
      {proxy !== undefined && <FactLine name="Proxy" value={proxy} meaning="The HTTP proxy it is reached through" />}
      {ca !== undefined && (
        <FactLine name="Certificates" value="own ones too" meaning="Accepted beside the well-known ones" />
      )}
      <FactLine name="State" value={statusWord(status)} meaning="By its last answer" />
      <FactLine
        name="Last answer"
        value={lastAnswerAt === undefined ? 'none yet' : formatAge(lastAnswerAt, now)}
        meaning="When it last answered anything"
      />
      <FactLine
        name="Clock"
        value={
          seconds === 0 ? 'the same as here' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this one`
        }
        meaning="By the dates of its answers; times of sessions are corrected by it"
      />
      <FactLine name="Version" value={facts?.version ?? 'not told'} meaning="From /health" />
      <FactLine name="Isolation" value={facts?.runtime ?? 'not told'} meaning="What keeps its sandboxes apart" />
      {probe?.status === 'ready' && <FactLine name="Limits" value={probe.limits} meaning="What holds its limits" />}
      <FactLine
        name="Extensions"
        value={facts?.extensions.join(', ') || 'none: a plain server'}
        meaning="What it can do beyond the Cloud Sandbox API"
      />
      <FactLine
        name="Keeps"
        value={facts?.keeps.join(', ') || 'it promises nothing'}
        meaning="What of a session it keeps through a pause"
      />
      <FactLine
        name="Sandboxes"
        value={pool ? poolWords(pool) : 'asking…'}
        meaning="total, available and in_use of its pool"
      />
      <FactLine
        name="Answers"
        value={figures ? formatCount(figures.answers) : 'asking…'}
        meaning="To all requests since the application started; a connection is changed every 150 of them"
      />
    </dl>
  )
}

function poolWords({ total, available, inUse, max }: ConnectionFigures['pool']): string {
  const most = max === undefined ? '' : `, at most ${formatCount(max)}`
  return `${formatCount(inUse)} in use, ${formatCount(available)} available, ${formatCount(total)} in all${most}`
}
