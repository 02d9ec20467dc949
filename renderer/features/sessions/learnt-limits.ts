import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { Figures, LearntLimits, LimitedField } from '../../../shared/domain/server-limits.ts'
import { learnFromGiven, learnFromRefusal, limitedFields } from '../../../shared/domain/server-limits.ts'
import type { ServerSession, SessionRef } from '../../../shared/domain/session.ts'
import { findSession } from '../../state/sessions.ts'
import type { Stores } from '../../state/stores.ts'
import { formatCount } from '../../ui/format.ts'

const hourMs = 3_600_000

/** A server that refuses a wish teaches what it takes: the form says it the next time. */
export function learnRefusal(stores: Stores, connectionId: string, asked: Figures, error: ErrorData): void {
  if (error.status !== 400 && error.status !== 422) return
  const learnt = learnFromRefusal(`${error.message} ${error.details ?? ''}`, asked, Date.now())
  if (learnt) remember(stores, connectionId, (before) => ({ ...before, ...learnt }))
}

/** One that gives less than was asked for does so without a word: it is said, and remembered. */
export function learnGiven(stores: Stores, ref: SessionRef, asked: Figures): void {
  const session = findSession(stores.sessions.getState().lists, ref)
  if (!session?.server) return
  const given = givenOf(session.server)
  const before = stores.settings.getState().settings.learntLimits?.[ref.connectionId] ?? {}
  const now = Date.now()
  const after = learnFromGiven(before, asked, given, now)
  const lacks = limitedFields.filter((field) => after[field]?.at === now)
  if (lacks.length > 0)
    stores.notices.getState().toast({
      tone: 'accent',
      text: `${session.name} got ${lacks.map((field) => lackWords(field, asked, given)).join(' and ')}: its server gives no more.`,
    })
  remember(stores, ref.connectionId, () => after)
}

function givenOf({ cpuCount, memoryMb, createdAt, expiresAt }: ServerSession): Figures {
  return { cpuCount, memoryMb, ttlHours: (expiresAt - createdAt) / hourMs }
}

const units = { cpuCount: 'CPU', memoryMb: 'MB', ttlHours: 'hours' } as const satisfies Record<LimitedField, string>

function lackWords(field: LimitedField, asked: Figures, given: Figures): string {
  const figure = (value: number) => formatCount(Math.round(value * 10) / 10)
  return `${figure(given[field])} instead of ${figure(asked[field])} ${units[field]}`
}

function remember(stores: Stores, connectionId: string, change: (before: LearntLimits) => LearntLimits): void {
  const { settings } = stores.settings.getState()
  const before = settings.learntLimits?.[connectionId]
  const after = change(before ?? {})
  if (before === after || (before === undefined && Object.keys(after).length === 0)) return
  stores.settings.getState().change((all) => ({ ...all, learntLimits: { ...all.learntLimits, [connectionId]: after } }))
}
