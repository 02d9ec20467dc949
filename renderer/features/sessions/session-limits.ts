import type { Connection, SessionFigures } from '../../../shared/domain/connection.ts'
import type { LearntLimit, LearntLimits, LimitedField } from '../../../shared/domain/server-limits.ts'
import { passes } from '../../../shared/domain/server-limits.ts'
import { sessionLimits } from '../../../shared/domain/session.ts'
import { formatCount, formatDate, formatMemory } from '../../ui/format.ts'

/** What is known of what the server of a new session takes. */
export interface Limits {
  /** Beyond these it is not asked at all. */
  readonly most: SessionFigures
  /** What its computer has. */
  readonly computer: SessionFigures
  readonly learnt: LearntLimits
  /** Its first answer is awaited: more will be known in a moment. */
  readonly isAwaited: boolean
  /** "this server" */
  readonly where: string
}

/** More than this is a slip anywhere. */
const mostAnywhere = { cpuCount: 1024, memoryMb: 4_194_304, ttlHours: sessionLimits.maxTtlHours } as const

const units = { cpuCount: 'CPU', memoryMb: 'MB', ttlHours: 'hours' } as const satisfies Record<LimitedField, string>

export function limitsOf(connection: Connection | undefined, learnt: LearntLimits = {}): Limits {
  const { most = {}, computer = {} } = connection?.facts ?? {}
  return {
    // Every server of this kind cuts a longer life without a word.
    most: { ...most, ttlHours: Math.min(most.ttlHours ?? mostAnywhere.ttlHours, mostAnywhere.ttlHours) },
    computer,
    learnt,
    isAwaited: connection?.status === 'starting' && connection.facts === undefined,
    where: connection?.kind === 'local' ? 'this computer' : 'this server',
  }
}

/** Why this cannot be asked for; undefined when it can. */
export function limitProblem(field: LimitedField, value: number, { most, where }: Limits): string | undefined {
  const known = most[field]
  if (known !== undefined && value > known) return `At most ${formatCount(known)} ${units[field]} on ${where}.`
  return value > mostAnywhere[field] ? `At most ${formatCount(mostAnywhere[field])} ${units[field]}.` : undefined
}

/** What stands beneath the field before anything is wrong. */
export function limitNote(field: LimitedField, { most, computer, learnt, isAwaited }: Limits): string {
  const said = learnt[field]
  if (said) return learntWords(field, said)
  const known = most[field]
  const has = computer[field]
  const words = [
    known === undefined
      ? isAwaited
        ? 'Its limit is known in a moment.'
        : 'Asked for: the server decides.'
      : `At most ${formatCount(known)}.`,
    has === undefined ? '' : `Here: ${field === 'memoryMb' ? formatMemory(has) : formatCount(has)}.`,
  ]
  return words.filter((word) => word !== '').join(' ')
}

/** Why this will hardly be given; it may be asked for all the same. */
export function limitDoubt(
  field: LimitedField,
  value: number,
  { computer, learnt, where }: Limits,
): string | undefined {
  const said = learnt[field]
  if (said && passes(said, value)) return learntWords(field, said)
  const has = computer[field]
  if (has === undefined || !(value > has)) return undefined
  return `${where[0]?.toUpperCase()}${where.slice(1)} has ${field === 'memoryMb' ? formatMemory(has) : formatCount(has)} in all.`
}

/** What the server taught; it may be asked all the same. */
export function learntWords(field: LimitedField, { most, refused, at }: LearntLimit): string {
  const day = formatDate(at)
  return most === undefined
    ? `It refused ${formatCount(refused ?? 0)} ${units[field]} on ${day}.`
    : `At most ${formatCount(most)}, as it said on ${day}.`
}
