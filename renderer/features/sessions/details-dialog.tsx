import type { Session } from '../../../shared/domain/session.ts'
import { runsOn, saidAt } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { sandboxFields, sessionFields } from '../../state/model-fields.ts'
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
import { canResume } from './session-actions.ts'

/** How a program gets a sandbox for it. The window does so when it resumes a session, and when it opens one without. */
function takingCalls(session: Session): readonly SdkCall[] {
  if (canResume(session)) return [{ name: 'resume_session', sessionId: session.sessionId }, { name: 'acquire_sandbox' }]
  return session.status === 'active' && session.server?.sandboxId === undefined ? [{ name: 'acquire_sandbox' }] : []
}

/** Everything that is known of a session. */
export function DetailsDialog({ session }: { readonly session: Session }) {
  const stores = useStores()
  const now = useNow(30_000)
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const list = useSubject('sessions', (state) => state.lists.find((one) => one.connectionId === session.connectionId))
  const said = saidAt(session, list?.asOf)
  const close = () => stores.dialogs.getState().close()
  const skew = connection?.skew ?? 0
  const facts = factsOf(session, connection?.name ?? '', now + skew, skew)
  const metadata = Object.entries(session.server?.metadata ?? {})
  return (
    <Dialog
      title={session.name}
      width={640}
      onClose={close}
      status={
        said === undefined
          ? 'The server has not spoken of it yet.'
          : `As the server said it ${formatAge(said, now + skew)}.`
      }
      actions={
        <>
          <CopyMenu
            texts={[
              ...copyTexts([{ name: 'get_session', sessionId: session.sessionId }], connection, stores),
              ...copyTexts(takingCalls(session), connection, stores, canResume(session) ? 'resuming' : 'acquiring'),
            ]}
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

type Values = Readonly<Record<keyof typeof sessionFields, Pick<Fact, 'value' | 'without' | 'copies'>>>

/** @param now the server's clock, ms @param skew that clock minus ours, ms */
function factsOf(session: Session, where: string, now: number, skew: number): readonly Fact[] {
  const { server } = session
  const time = (at: number | undefined) => ({ value: timeWords(at, now) })
  const real = server && runsOn(server)
  const asked = (figure: string | undefined) => ({
    value: figure && `${figure} (asked for)`,
    without: server ? 'not told' : undefined,
  })
  const values: Values = {
    id: { value: session.sessionId, copies: true },
    userId: { value: server?.userId },
    status: { value: server?.status },
    sandboxId: { value: server?.sandboxId, copies: true },
    image: {
      ...asked(server?.image),
      ...(real !== undefined && { value: `${server?.image} (asked for); runs on ${real}` }),
    },
    // 0: not told.
    cpuCount: asked(server?.cpuCount ? String(server.cpuCount) : undefined),
    memoryMb: asked(server?.memoryMb ? formatMemory(server.memoryMb) : undefined),
    createdAt: time(server?.createdAt),
    updatedAt: time(server?.updatedAt),
    lastActiveAt: time(server?.lastActiveAt),
    expiresAt: time(server?.expiresAt),
    pausedAt: time(server?.pausedAt),
    workspaceUrl: { value: server?.workspaceUrl },
    metadata: { value: Object.keys(server?.metadata ?? {}).length === 0 ? undefined : 'below' },
  }
  const fields = (Object.keys(sessionFields) as (keyof Values)[]).map((field) => ({
    ...sessionFields[field],
    ...values[field],
  }))
  return [
    { name: 'Server', meaning: 'The connection it belongs to', value: where },
    ...fields,
    ...sandboxFacts(session, now, skew),
  ]
}

/** What is known of its sandbox, and until when it has it. */
function sandboxFacts(session: Session, now: number, skew: number): readonly Fact[] {
  const { server, sandbox, foreignSandbox, keepAliveUntil, reclaimAt } = session
  if (server?.sandboxId === undefined) return []
  const without = 'unknown: told to whoever acquired it, when it was acquired'
  return [
    { ...sandboxFields.containerId, value: sandbox?.containerId, without, copies: true },
    { ...sandboxFields.status, value: sandbox?.status, without },
    { ...sandboxFields.ip, value: sandbox?.ip, without: sandbox ? 'not told' : without },
    {
      name: 'Acquired',
      meaning: 'Whether this application acquired the sandbox. Another one is never given back without being asked',
      value: foreignSandbox
        ? 'by somebody else'
        : `by this application${sandbox ? `, ${formatFull(sandbox.acquiredAt + skew)}` : ''}`,
    },
    {
      name: 'Taken back',
      meaning: 'Servers take a sandbox back about an hour after its last use. Computed from what was used from here',
      value: reclaimAt === undefined ? undefined : `about ${timeWords(reclaimAt, now)}, if nobody uses it`,
      without: 'unknown',
    },
    {
      name: 'Kept alive',
      meaning: 'Its sandbox is used a little by this application, so that the server does not take it back',
      value: keepAliveUntil === undefined ? 'no' : `until ${timeWords(keepAliveUntil, now)}`,
    },
  ]
}

function timeWords(at: number | undefined, now: number): string | undefined {
  return at === undefined ? undefined : `${formatFull(at)}${at <= now ? `, ${formatAge(at, now)}` : ''}`
}
