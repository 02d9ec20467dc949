import type { ReactNode } from 'react'
import type { Connection } from '../../shared/domain/connection.ts'
import { isUnisolated } from '../../shared/domain/connection.ts'
import type { LocalProbeFailed, LocalProbeReady } from '../../shared/domain/local-probe.ts'
import { describeError } from '../state/describe-error.ts'
import { limitsWords } from '../state/limits-words.ts'
import { useKeyLabel, useStores, useSubject } from '../state/provider.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Details } from '../ui/details.tsx'
import { Icon } from '../ui/icon.tsx'
import { InfoIcon, NewIcon, OkIcon, ServerIcon, ThisComputerIcon, WarningIcon } from '../ui/icons.ts'
import { KeyCap } from '../ui/key-cap.tsx'
import { Waiting } from '../ui/waiting.tsx'
import styles from './welcome.module.css'

/** What stands in the place of the work while no session is open. */
export function Welcome() {
  const { dialogs } = useStores()
  const local = useSubject('connections', (state) => state.list?.find(({ kind }) => kind === 'local'))
  const keys = useKeyLabel('help.keys')
  return (
    <main className={styles.welcome} data-region="editor">
      <div className={styles.column}>
        <h1 className={styles.title}>Run code in a machine of its own</h1>
        <p className={styles.lead}>
          {local && isUnisolated(local)
            ? 'Sessions on this computer are not isolated: their code can reach your files.'
            : 'Each session is an isolated sandbox. Its files survive a pause.'}
        </p>
        <div className={styles.card}>{local ? <ThisComputer connection={local} /> : <Starting />}</div>
        <div className={styles.ways}>
          <button type="button" className={styles.way} onClick={() => dialogs.getState().show({ kind: 'connect' })}>
            <Icon of={ServerIcon} /> Connect to a server
          </button>
          <button type="button" className={styles.way} onClick={() => dialogs.getState().show({ kind: 'keys' })}>
            <Icon of={InfoIcon} /> Keys <span className={styles.grow} /> <KeyCap>{keys}</KeyCap>
          </button>
        </div>
      </div>
    </main>
  )
}

function Starting() {
  return (
    <div className={styles.waiting}>
      <Waiting words="Looking at what this computer can do…" rows={3} rowHeight={30} />
    </div>
  )
}

function ThisComputer({ connection }: { readonly connection: Connection }) {
  const { probe, status } = connection
  if (probe?.status === 'failed') return <Failed connection={connection} probe={probe} />
  if (status === 'starting') return <Starting />
  if (status !== 'ready') return <NoAnswer connection={connection} />
  return <Ready probe={probe} connection={connection} />
}

function Top({
  title,
  note,
  tone,
  children,
}: {
  title: string
  note: ReactNode
  tone: 'accent' | 'warn'
  children: ReactNode
}) {
  return (
    <div className={styles.top}>
      <Icon of={tone === 'warn' ? WarningIcon : ThisComputerIcon} tone={tone} />
      <div className={styles.words}>
        <h2 className={styles.head}>{title}</h2>
        <p className={styles.note}>{note}</p>
      </div>
      {children}
    </div>
  )
}

function Ready({
  probe,
  connection,
}: {
  readonly probe: LocalProbeReady | undefined
  readonly connection: Connection
}) {
  const { dialogs } = useStores()
  const keys = useKeyLabel('session.new')
  const unisolated = isUnisolated(connection)
  const isolation = unisolated ? 'None: code can reach your files' : (probe?.isolation ?? connection.facts?.runtime)
  return (
    <>
      <Top title="This computer is ready" note="No account needed, sessions run here" tone="accent">
        <Button
          variant="primary"
          icon={NewIcon}
          keys={keys}
          onClick={() => dialogs.getState().show({ kind: 'new-session' })}
        >
          New session
        </Button>
      </Top>
      <dl className={styles.facts}>
        {isolation && <Fact ok={!unisolated} name="Isolation" value={isolation} />}
        {probe && <Fact ok name="Languages" value={probe.languages.join(', ')} />}
        {probe && <Fact ok={probe.limits !== 'per-process'} name="Limits" value={limitsWords(probe).summary} />}
      </dl>
    </>
  )
}

function Fact({ name, value, ok = false }: { readonly name: string; readonly value: string; readonly ok?: boolean }) {
  return (
    <div className={styles.fact}>
      <Icon of={ok ? OkIcon : InfoIcon} tone={ok ? 'ok' : 'quiet'} />
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function CheckAgain({ connectionId }: { readonly connectionId: string }) {
  const { connections } = useStores()
  const checking = useSubject('connections', (state) => state.checking.has(connectionId))
  return (
    <Button variant="primary" disabled={checking} onClick={() => void connections.getState().check(connectionId)}>
      {checking ? 'Checking…' : 'Check again'}
    </Button>
  )
}

function Failed({ connection, probe }: { readonly connection: Connection; readonly probe: LocalProbeFailed }) {
  return (
    <>
      <Top title="This computer cannot run sandboxes yet" note={probe.sentence} tone="warn">
        <CheckAgain connectionId={connection.id} />
      </Top>
      {probe.command !== undefined && (
        <div className={styles.command}>
          <pre className={styles.code}>{probe.command}</pre>
          <CopyButton text={probe.command} label="Copy the command" />
        </div>
      )}
    </>
  )
}

function NoAnswer({ connection }: { readonly connection: Connection }) {
  const words = connection.error && describeError(connection.error, 'The server of this computer cannot be used')
  return (
    <>
      <Top
        title="The server of this computer does not answer"
        note={words ? `${words.title} ${words.advice}` : 'It is started again when you check.'}
        tone="warn"
      >
        <CheckAgain connectionId={connection.id} />
      </Top>
      {words?.details && (
        <div className={styles.details}>
          <Details text={words.details} />
        </div>
      )}
    </>
  )
}
