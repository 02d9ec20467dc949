import { signedOutWords } from '../../state/connection-words.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { isStale } from '../../state/stale.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { formatAsOf, formatTime } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { ConnectionLostIcon, ServerIcon, ThisComputerIcon } from '../../ui/icons.ts'
import { Problem } from '../../ui/problem.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import styles from './group-row.module.css'
import type { Row } from './session-rows.ts'

type Group = Exclude<Row, { kind: 'session' }>

/** Older than this (ms) a list says of when it is. */
const fresh = 60_000

interface GroupRowProps {
  readonly row: Group
  /** The topmost line of the list. */
  readonly first: boolean
  /** ms, our clock. */
  readonly now: number
}

/** The head of a connection, or what stands in the place of its sessions. */
export function GroupRow({ row, first, now }: GroupRowProps) {
  switch (row.kind) {
    case 'head':
      return <Head row={row} first={first} now={now} />
    case 'loading':
      return (
        <Waiting
          words={
            row.connection.kind === 'local' && row.connection.status === 'starting'
              ? 'Starting the server of this computer…'
              : `Asking ${row.connection.name} for your sessions…`
          }
          rows={2}
          rowHeight={42}
        />
      )
    case 'empty':
      return <p className={styles.none}>No sessions here.</p>
    case 'problem':
      return <GroupProblem row={row} />
  }
}

function Head({ row: { connection, list }, first, now }: GroupRowProps) {
  const stale = isStale(list, connection)
  const lost = connection.status === 'offline' || connection.status === 'unavailable'
  const asOf = list?.asOf
  const serverNow = now + connection.skew
  return (
    <div className={classNames(styles.head, !first && styles.later)}>
      <Icon
        of={lost ? ConnectionLostIcon : connection.kind === 'local' ? ThisComputerIcon : ServerIcon}
        size={14}
        {...(lost ? { tone: 'warn' as const } : {})}
      />
      <span className={styles.name}>{connection.name}</span>
      {asOf !== undefined && (stale || serverNow - asOf > fresh) && (
        <span className={classNames(styles.asOf, stale && styles.stale)}>
          {formatAsOf(asOf - connection.skew, now)}
        </span>
      )}
    </div>
  )
}

function GroupProblem({ row: { connection, list } }: { readonly row: Group }) {
  const stores = useStores()
  const show = useShowError()
  const checking = useSubject('connections', (state) => state.checking.has(connection.id))
  const again = (
    <Button size="small" disabled={checking} onClick={() => void stores.connections.getState().check(connection.id)}>
      {checking ? 'Checking…' : connection.status === 'failed' ? 'Check again' : 'Try again'}
    </Button>
  )
  if (connection.status === 'failed')
    return (
      <Problem action={again}>
        {connection.probe?.status === 'failed' ? connection.probe.sentence : 'This computer cannot run sandboxes.'}
      </Problem>
    )
  const signedOut = signedOutWords(connection, Date.now(), formatTime)
  const signIn = (
    <Button
      size="small"
      onClick={() => stores.dialogs.getState().show({ kind: 'connect', connectionId: connection.id })}
    >
      Sign in…
    </Button>
  )
  if (signedOut !== undefined) return <Problem action={signIn}>{signedOut} Your work is kept.</Problem>
  const error = connection.error ?? list?.error
  if (!error) return null
  const retry = () => void stores.connections.getState().check(connection.id)
  const shown = show(error, 'Sessions could not be read', { connectionId: connection.id, retry })
  return checking ? (
    <Problem action={again} details={shown.details}>
      {shown.title} {shown.advice}
    </Problem>
  ) : (
    <ErrorProblem {...shown} />
  )
}
