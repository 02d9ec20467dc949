import { urgencyOf } from '../../../shared/domain/deadline.ts'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { ServerSession, Session, SessionProgress, SessionStatus } from '../../../shared/domain/session.ts'
import { runsOn, saidAt } from '../../../shared/domain/session.ts'
import { describeError } from '../../state/describe-error.ts'
import { formatAge, formatClock, formatDate, formatFull, formatLeft, formatMemory, speakLeft } from '../../ui/format.ts'
import type { GlyphName } from '../../ui/status-glyph.tsx'

/** How a session is shown, in its row and in the title. */
export interface SessionWords {
  readonly glyph: GlyphName
  /** One word: "Active". */
  readonly state: string
  /** The second line of its row. */
  readonly line: string
  readonly lineTone: 'quiet' | 'err'
  /** At the right of its name: what is left, or a word. */
  readonly right: string
  readonly rightTone: 'quiet' | 'warn' | 'err'
  /** Its user, where that is another one than the connection's. */
  readonly owner?: string
  /** Everything in one sentence, for screen readers. */
  readonly label: string
}

interface Context {
  /** The server's clock, ms. */
  readonly now: number
  /** The list it comes from is old: the last question failed. */
  readonly stale: boolean
  /** When that list is of (server's clock, ms). */
  readonly asOf?: number | undefined
  /** Name of its connection. */
  readonly where: string
  /** The connection's user: this computer shows the sessions of every user of its server. */
  readonly own?: string
}

/** "Pausing" */
export const verbs = {
  create: 'Creating',
  open: 'Opening',
  pause: 'Pausing',
  resume: 'Resuming',
  delete: 'Deleting',
  'let-go': 'Giving its sandbox back',
} as const satisfies Record<SessionProgress['workflow'], string>

const states = {
  creating: 'Creating',
  active: 'Active',
  paused: 'Paused',
  expired: 'Expired',
  gone: 'Gone',
  unknown: 'Unknown',
} as const satisfies Record<SessionStatus, string>

/** "Creating · step 2 of 3, sandbox" */
export function progressWords({ workflow, step, of, words, undoing }: SessionProgress): string {
  return `${undoing ? 'Undoing' : verbs[workflow]} · step ${step} of ${of}, ${words}`
}

/** "python:3.11-slim · 2 CPU · 2 GB" */
export function sizeWords(server: ServerSession): string {
  // What a server does not tell comes as nothing.
  const told = [
    server.image,
    server.cpuCount > 0 ? `${server.cpuCount} CPU` : '',
    server.memoryMb > 0 ? formatMemory(server.memoryMb) : '',
  ].filter((part) => part !== '')
  return told.length === 0 ? 'Its size is not told' : told.join(' · ')
}

/** A server that does not say what it runs keeps what was asked for, and mostly runs something else. */
export function isAskedFor(server: ServerSession): boolean {
  return runsOn(server) === undefined
}

/** ms: so long before a server takes an unused sandbox back it is said. */
const reclaimSaidMs = 20 * 60_000

function activeLine({ keepAliveUntil, reclaimAt }: Session, server: ServerSession, now: number): string {
  if (keepAliveUntil !== undefined) return `${sizeWords(server)} · kept alive`
  if (reclaimAt === undefined || reclaimAt - now > reclaimSaidMs) return sizeWords(server)
  // Others may have used it meanwhile, and servers look every few minutes.
  return reclaimAt > now
    ? `Unused sandbox, about ${formatLeft(reclaimAt - now)} left`
    : 'The server may have taken the sandbox back'
}

/** The second line of a session without progress or problem. */
function restLine(session: Session, status: SessionStatus, now: number): string {
  const { server } = session
  switch (status) {
    case 'creating':
      return 'Creating'
    case 'active':
      return server ? activeLine(session, server, now) : 'Active'
    case 'paused':
      return server?.pausedAt === undefined ? 'Paused' : `Paused ${formatAge(server.pausedAt, now)}`
    case 'expired':
      return `${server ? `Expired ${formatDate(server.expiresAt)}` : 'Expired'}${session.restorable ? ' · files kept' : ''}`
    case 'gone':
      return 'Not on the server'
    case 'unknown':
      return server ? `Was ${server.status}` : 'No answer'
  }
}

function stoppedWords(problem: ErrorData): string {
  const what = problem.reason === 'sandbox-replaced' ? 'Has a new sandbox' : 'Stopped half way'
  return describeError(problem, what).title.replace(/\.$/, '')
}

/** How this session is shown. A stale list's sessions are unknown: what is shown of them is what was. */
export function sessionWords(session: Session, { now, stale, asOf, where, own }: Context): SessionWords {
  const status = stale && (session.status === 'active' || session.status === 'paused') ? 'unknown' : session.status
  const { server, progress, problem } = session
  const owner = own !== undefined && server && server.userId !== own ? server.userId : undefined
  const counts = server !== undefined && (status === 'active' || status === 'paused')
  const left = counts ? server.expiresAt - now : 0
  const urgency = counts ? urgencyOf(server.expiresAt, now) : 'calm'
  const right = counts ? formatLeft(left) : status === 'creating' ? '' : status
  const line = progress ? progressWords(progress) : problem ? stoppedWords(problem) : restLine(session, status, now)
  const said = saidAt(session, asOf)
  const spoken = [
    session.name,
    status,
    counts ? `${speakLeft(left)} left` : '',
    progress || problem || status !== 'active' || (server && line !== sizeWords(server)) ? line : '',
    server
      ? `${server.image}, ${server.cpuCount} CPU, ${formatMemory(server.memoryMb).replace('GB', 'gigabytes')}`
      : '',
    owner === undefined ? '' : `of ${owner}`,
    where,
    // Its group's head says it to eyes.
    status === 'unknown' && said !== undefined ? `as of ${formatClock(said)}` : '',
  ]
  return {
    glyph: progress ? 'making' : status === 'creating' ? (session.stopped ? 'failed' : 'making') : status,
    state: progress ? verbs[progress.workflow] : states[status],
    line,
    lineTone: problem && !progress ? 'err' : 'quiet',
    right,
    rightTone: urgency === 'late' ? 'warn' : urgency === 'last' || urgency === 'over' ? 'err' : 'quiet',
    ...(owner === undefined ? {} : { owner }),
    label: spoken.filter((part) => part !== '').join(', '),
  }
}

/** When it ends, in full: "Ends 23 Nov 2026, 17:14:40 (server time, UTC+1)"; undefined when nothing is known. */
export function endsWords({ server, status }: Session): string | undefined {
  return server && `${status === 'expired' ? 'Ended' : 'Ends'} ${formatFull(server.expiresAt)}`
}
