import type { Session } from '../../../shared/domain/session.ts'
import { runsOn, saidAt } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { Fact } from '../../ui/fact-line.tsx'
import { FactLine } from '../../ui/fact-line.tsx'
import { formatAge, formatFull, formatMemory } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './details-dialog.module.css'
import { LabelEditor } from './label-editor.tsx'

/** Everything that is known of a session. */
export function DetailsDialog({ session }: { readonly session: Session }) {
  const stores = useStores()
  const now = useNow(30_000)
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const list = useSubject('sessions', (state) => state.lists.find((one) => one.connectionId === session.connectionId))
  const said = saidAt(session, list?.asOf)
  const close = () => stores.dialogs.getState().close()
  const facts = factsOf(session, connection?.name ?? '', now + (connection?.skew ?? 0))
  const metadata = Object.entries(session.server?.metadata ?? {})
  return (
    <Dialog
      title={session.name}
      width={640}
      onClose={close}
      status={
        said === undefined
          ? 'The server has not spoken of it yet.'
          : `As the server said it ${formatAge(said, now + (connection?.skew ?? 0))}.`
      }
      actions={
        <>
          <CopyMenu
            texts={copyTexts([{ name: 'get_session', sessionId: session.sessionId }], connection, stores)}
            onDone={sayCopied(stores)}
          />
          <Button onClick={close}>Close</Button>
        </>
      }
    >
      <LabelEditor session={session} />
      <dl className={styles.facts}>
        {facts.map((fact) => (
          <FactLine key={fact.name} {...fact} />
        ))}
        {metadata.map(([name, value]) => (
          <FactLine
            key={`metadata ${name}`}
            name={name}
            meaning={`metadata["${name}"]: a word that was given with the session`}
            value={value}
          />
        ))}
      </dl>
    </Dialog>
  )
}

function factsOf(session: Session, where: string, now: number): readonly Fact[] {
  const { server } = session
  const time = (at: number | undefined) =>
    at === undefined ? undefined : `${formatFull(at)}${at <= now ? `, ${formatAge(at, now)}` : ''}`
  const real = server && runsOn(server)
  const asked = real === undefined ? ' (asked for)' : ''
  return [
    { name: 'Server', meaning: 'The connection it belongs to', value: where },
    {
      name: 'Id',
      meaning: 'session_id: who knows it can use the session on servers without owners',
      value: session.sessionId,
      copies: true,
    },
    { name: 'Owner', meaning: 'user_id: the user whose token made it', value: server?.userId },
    { name: 'State', meaning: 'status: active or paused, as the server said it last', value: server?.status },
    { name: 'Sandbox', meaning: 'sandbox_id: the machine it is bound to now', value: server?.sandboxId, copies: true },
    {
      name: 'Image',
      meaning: 'image: kept as asked; servers run their own one',
      value: server && `${server.image}${real === undefined ? ' (asked for)' : ` (asked for); runs on ${real}`}`,
    },
    {
      name: 'Processors',
      meaning: 'cpu_count: as asked for; not every server applies it',
      value: server && `${server.cpuCount}${asked}`,
    },
    {
      name: 'Memory',
      meaning: 'memory_mb: as asked for; not every server applies it',
      value: server && `${formatMemory(server.memoryMb)}${asked}`,
    },
    { name: 'Made', meaning: 'created_at', value: time(server?.createdAt) },
    { name: 'Changed', meaning: 'updated_at', value: time(server?.updatedAt) },
    { name: 'Used', meaning: 'last_active_at: some servers tell it late', value: time(server?.lastActiveAt) },
    {
      name: 'Ends',
      meaning: 'expires_at: its time is over then, also while it is paused',
      value: time(server?.expiresAt),
    },
    { name: 'Paused', meaning: 'paused_at', value: time(server?.pausedAt) },
    {
      name: 'Archive there',
      meaning: 'workspace_url: the server says that it saved the files; it gives them back to nobody',
      value: server?.workspaceUrl,
    },
  ]
}
