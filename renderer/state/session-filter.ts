import { mergeSorted } from '../../shared/domain/merge-sorted.ts'
import type { Session, SessionStatus } from '../../shared/domain/session.ts'
import { compareSessions } from '../../shared/domain/session.ts'
import type { SessionSort } from '../../shared/domain/settings.ts'
import { matchWords } from './match-words.ts'

/** Which sessions a person wants to see. An empty part asks for nothing. */
export interface SessionFilter {
  /** Words, each of which must be in the name, a label, the owner or the image, or begin the id. */
  readonly text: string
  readonly states: readonly SessionStatus[]
  readonly owner?: string
  readonly label?: string
}

/** Fewer digits of an id are in it by chance: among thousands they find hundreds that nobody looks for. */
const leastOfId = 4

export const noFilter: SessionFilter = { text: '', states: [] }

export function isFiltering({ text, states, owner, label }: SessionFilter): boolean {
  return text.trim() !== '' || states.length > 0 || owner !== undefined || label !== undefined
}

export function fitsFilter(session: Session, { text, states, owner, label }: SessionFilter): boolean {
  if (states.length > 0 && !states.includes(session.status)) return false
  if (owner !== undefined && session.server?.userId !== owner) return false
  if (label !== undefined && !session.labels?.includes(label)) return false
  if (text.trim() === '') return true
  const { server } = session
  const texts = [session.name, ...(session.labels ?? []), server?.userId ?? '', server?.image ?? '']
  return matchWords(text, texts) !== undefined || beginsId(text, session.sessionId)
}

function beginsId(text: string, id: string): boolean {
  const wanted = text.trim().toLowerCase()
  return wanted.length >= Math.min(leastOfId, id.length) && id.toLowerCase().startsWith(wanted)
}

/** Verdicts on rows under a filter: when one row of thousands changes, the others are not looked through again. */
const verdicts = new WeakMap<SessionFilter, WeakMap<Session, boolean>>()

/** Those that fit, in their order. */
export function fitting(sessions: readonly Session[], filter: SessionFilter): readonly Session[] {
  if (!isFiltering(filter)) return sessions
  const known = verdicts.get(filter) ?? new WeakMap<Session, boolean>()
  verdicts.set(filter, known)
  return sessions.filter((session) => {
    const verdict = known.get(session) ?? fitsFilter(session, filter)
    known.set(session, verdict)
    return verdict
  })
}

const last = Number.POSITIVE_INFINITY

/** What is equal in such an order stays as the list has it. */
const orders: Readonly<Record<SessionSort, (a: Session, b: Session) => number>> = {
  newest: compareSessions,
  name: (a, b) => collator.compare(a.name, b.name) || compareSessions(a, b),
  ends: (a, b) => difference(a.server?.expiresAt ?? last, b.server?.expiresAt ?? last) || compareSessions(a, b),
  used: (a, b) => difference(b.server?.lastActiveAt ?? 0, a.server?.lastActiveAt ?? 0) || compareSessions(a, b),
}

/** Two infinite ones are equal; subtracted they are no number. */
function difference(a: number, b: number): number {
  return a === b ? 0 : a - b
}

/**
 * In this order.
 * @param sessions as the list has them
 * @param before what the same order gave before: only what is not in it has to find a place
 */
export function sortSessions(
  sessions: readonly Session[],
  sort: SessionSort,
  before: readonly Session[] = [],
): readonly Session[] {
  if (sort === 'newest') return sessions
  const present = new Set(sessions)
  const stay = before.filter((session) => present.has(session))
  const known = new Set(stay)
  const order = orders[sort]
  return mergeSorted(stay, sessions.filter((session) => !known.has(session)).sort(order), order)
}

/** One for all comparisons: making it costs more than thousands of them. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Every owner and every label that there is, by name: what can be filtered by. */
export function ownersOf(sessions: readonly Session[]): readonly string[] {
  return distinct(sessions.flatMap(({ server }) => server?.userId ?? []))
}

export function labelsOf(sessions: readonly Session[]): readonly string[] {
  return distinct(sessions.flatMap(({ labels }) => labels ?? []))
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(collator.compare)
}
