import type { Session, SessionStatus } from '../../shared/domain/session.ts'
import type { SessionSort } from '../../shared/domain/settings.ts'
import { matchWords } from './match-words.ts'

/** Which sessions a person wants to see. An empty part asks for nothing. */
export interface SessionFilter {
  /** Words, each of which must be in the name, a label, the owner, the image or the id. */
  readonly text: string
  readonly states: readonly SessionStatus[]
  readonly owner?: string
  readonly label?: string
}

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
  const texts = [session.name, ...(session.labels ?? []), server?.userId ?? '', server?.image ?? '', session.sessionId]
  return matchWords(text, texts) !== undefined
}

const last = Number.POSITIVE_INFINITY

/** In this order; what is equal stays as the list has it (what is being made first, then the newest). */
export function sortSessions(sessions: readonly Session[], sort: SessionSort): readonly Session[] {
  switch (sort) {
    case 'newest':
      return sessions
    case 'name':
      return [...sessions].sort((a, b) => collator.compare(a.name, b.name))
    case 'ends':
      return [...sessions].sort((a, b) => (a.server?.expiresAt ?? last) - (b.server?.expiresAt ?? last))
    case 'used':
      return [...sessions].sort((a, b) => (b.server?.lastActiveAt ?? 0) - (a.server?.lastActiveAt ?? 0))
  }
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
