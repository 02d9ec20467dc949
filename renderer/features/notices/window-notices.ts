import type { Connection } from '../../../shared/domain/connection.ts'
import { isUnisolated } from '../../../shared/domain/connection.ts'
import { urgencyOf } from '../../../shared/domain/deadline.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { signedOutWords } from '../../state/connection-words.ts'
import { describeError } from '../../state/describe-error.ts'
import type { ErrorAction } from '../../state/error-row.ts'
import type { LinkState } from '../../state/link-status.ts'
import type { Notice, NoticeAction } from '../../state/notices.ts'
import { formatAge, formatClock, formatLeft, formatTime } from '../../ui/format.ts'

/** What the bar is computed from. */
export interface Situation {
  /** ms, our clock. */
  readonly now: number
  readonly link: Pick<LinkState, 'status' | 'since'>
  /** Each start of the browser host prints a new address, and the window is known again when that is opened. */
  readonly inBrowser: boolean
  /** What is wrong with the store on this computer, as a sentence. */
  readonly storeProblem: string | undefined
  readonly onStoreProblemSeen: () => void
  /** When this computer's server ended although it was used (ms), until that was seen. */
  readonly serverEndedAt: number | undefined
  readonly onServerEndSeen: () => void
  readonly connections: readonly Connection[]
  readonly checking: ReadonlySet<string>
  /** The session in front. */
  readonly session: Session | undefined
  readonly onLinkAgain: () => void
  readonly onCheck: (connectionId: string) => void
  readonly onSignIn: (connectionId: string) => void
}

/** A link is given this long (ms) to come back before anything is said. */
const patience = 1000
/** More skew (ms) than this is said. */
const mostSkew = 30_000

function lastAnswer({ lastAnswerAt }: Connection, now: number): string {
  return lastAnswerAt === undefined
    ? 'It has not answered yet.'
    : `Last answer ${formatClock(lastAnswerAt)}, ${formatAge(lastAnswerAt, now)}.`
}

function ofConnection(
  connection: Connection,
  inFront: boolean,
  { now, checking, onCheck, onSignIn }: Situation,
): Notice | undefined {
  const { id, name, kind, status, error } = connection
  const weight = inFront ? 60 : 30
  const who = kind === 'local' ? 'The server of this computer' : name
  const words = error && describeError(error, `${who} cannot be used`)
  const again: readonly NoticeAction[] = checking.has(id) ? [] : [{ label: 'Try now', onSelect: () => onCheck(id) }]
  // What only the person heals comes first.
  const form = kind === 'server' ? formLabels[words?.actions[0] ?? 'retry'] : undefined
  const actions = form === undefined ? again : [{ label: form, onSelect: () => onSignIn(id) }, ...again]
  const common = { id: `connection ${id}`, weight, actions, ...(words?.details ? { details: words.details } : {}) }
  const signedOut = signedOutWords(connection, now, formatTime)
  const kept = 'What you see is from then; what you type is kept here.'
  const isLost = status === 'offline' || status === 'unavailable'
  // That nothing listens is what no answer mostly means.
  if (isLost && words && error?.reason !== undefined && error.reason !== 'nothing-listens')
    return {
      ...common,
      tone: 'warn',
      lost: true,
      title: words.title,
      text: `${words.advice} ${lastAnswer(connection, now)} ${kept}`,
    }
  switch (status) {
    case 'offline':
      return {
        ...common,
        tone: 'warn',
        lost: true,
        title: `${who} does not answer.`,
        text: `${lastAnswer(connection, now)} ${kept}`,
      }
    case 'unavailable':
      return {
        ...common,
        tone: 'warn',
        lost: true,
        title: `${who} answers but does not work at the moment.`,
        text: `${error?.status === undefined ? '' : `It said ${error.status}. `}${kept}`,
      }
    case 'refused':
      return {
        ...common,
        ...(signedOut === undefined ? {} : { actions: [{ label: 'Sign in…', onSelect: () => onSignIn(id) }] }),
        tone: 'warn',
        title: signedOut ?? words?.title ?? `${name} does not accept this user.`,
        text: 'Your work is kept.',
      }
    default:
      return undefined
  }
}

/** Actions that lead to the form of the connection. */
const formLabels: Readonly<Partial<Record<ErrorAction, string>>> = {
  'sign-in': 'Sign in…',
  'edit-connection': 'Edit connection…',
}

/** What holds of this computer's server while it answers. */
function ofThisComputer({ connections, serverEndedAt, onServerEndSeen }: Situation): readonly Notice[] {
  const local = connections.find(({ kind }) => kind === 'local')
  if (local?.status !== 'ready') return []
  const notices: Notice[] = []
  if (isUnisolated(local))
    notices.push({
      id: 'unisolated',
      weight: 25,
      tone: 'err',
      title: 'Not isolated: code can reach your files.',
      text: 'What runs on this computer runs as you, because that was asked for by --runtime unisolated.',
    })
  if (serverEndedAt !== undefined)
    notices.push({
      id: 'server-ended',
      weight: 40,
      tone: 'warn',
      title: `The server of this computer ended at ${formatClock(serverEndedAt)} and was started again.`,
      text: 'Its sandboxes ended with it, and what ran in them. Sessions and files are kept.',
      actions: [{ label: 'Close', onSelect: onServerEndSeen }],
    })
  if (local.otherServer !== undefined) {
    const { version, runtime, sandboxes } = local.otherServer
    notices.push({
      id: 'other-server',
      weight: 15,
      tone: 'accent',
      title: `Another server runs on this computer: version ${version}, ${runtime}.`,
      text:
        sandboxes === 0
          ? 'Another application uses it. It is replaced when this application is started without the other one.'
          : 'It holds sandboxes, which would end with it. It is replaced at a start of this application when it holds none.',
    })
  }
  return notices
}

/** Everything that holds for the whole window now, the worst first. */
export function windowNotices(situation: Situation): readonly Notice[] {
  const { now, link, connections, session, storeProblem, onLinkAgain, onStoreProblemSeen } = situation
  const notices: Notice[] = []
  if (link.status === 'lost' && now - link.since >= patience)
    notices.push({
      id: 'link',
      weight: 100,
      tone: 'err',
      lost: true,
      title: 'The window has lost its program.',
      text: `Since ${formatClock(link.since)}. It is looked for again. What you type now is not kept until it is back.${
        situation.inBrowser ? ' If it was started again on the same port, open the address that it printed.' : ''
      }`,
      actions: [{ label: 'Try now', onSelect: onLinkAgain }],
    })
  if (storeProblem !== undefined)
    notices.push({
      id: 'store',
      weight: 90,
      tone: 'err',
      title: 'The store on this computer has a problem.',
      text: storeProblem,
      actions: [{ label: 'Close', onSelect: onStoreProblemSeen }],
    })
  for (const connection of connections) {
    const notice = ofConnection(connection, connection.id === session?.connectionId, situation)
    if (notice) notices.push(notice)
  }
  notices.push(...ofThisComputer(situation))
  const own = connections.find(({ id }) => id === session?.connectionId)
  if (session?.server && session.status === 'active') {
    const { expiresAt } = session.server
    const serverNow = now + (own?.skew ?? 0)
    if (urgencyOf(expiresAt, serverNow) === 'last')
      notices.push({
        id: 'deadline',
        weight: 80,
        tone: 'err',
        title: `${session.name} ends in ${formatLeft(expiresAt - serverNow)}.`,
        text: 'Save what you need. Pause and resume give it new time.',
      })
  }
  if (own && Math.abs(own.skew) > mostSkew)
    notices.push({
      id: 'skew',
      weight: 10,
      tone: 'accent',
      title: `The clocks of this computer and of ${own.name} differ by ${formatLeft(Math.abs(own.skew))}.`,
      text: 'Times are shown by its clock.',
    })
  return notices.sort((a, b) => b.weight - a.weight)
}
