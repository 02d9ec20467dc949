import type { Connection } from '../../../shared/domain/connection.ts'
import type { Session, SessionHoldings } from '../../../shared/domain/session.ts'
import { formatCount, formatDate, formatSize } from '../../ui/format.ts'

const dayMs = 24 * 3_600_000

/** What a deletion takes and what it leaves, as a person reads it before. */
export interface LeavingWords {
  /** Nothing of it goes at once when empty. */
  readonly goes: string
  /** Absent where all of it goes. */
  readonly stays?: string
  /** Whether it can be undone, and until when. */
  readonly undo: string
}

/** One or several sessions of one kind: all can come back, or none. */
export interface Leaving {
  readonly sessions: readonly Session[]
  /** Of all of them together; undefined while they are being asked for, or when they could not be had. */
  readonly holdings: SessionHoldings | undefined
  /** ms, our clock: until when they can come back; undefined: never. */
  readonly keptUntil: number | undefined
  /** A sandbox that was not acquired here goes back too. */
  readonly releaseForeign?: boolean
}

/** When a session that is deleted now can no longer come back (ms, our clock); undefined: at once. */
export function keptUntil(connection: Connection | undefined, now: number): number | undefined {
  const days = connection?.facts?.keptDays
  return days === undefined ? undefined : now + days * dayMs
}

/** Figures that are not known are not given. */
export function leavingWords(leaving: Leaving): LeavingWords {
  const { sessions, holdings, keptUntil: until } = leaving
  const one = sessions.length === 1
  const ending = endingWords(leaving)
  const files = holdings?.files
  const filesWords = files
    ? `${counted(files.count, 'file')} (${formatSize(files.bytes)})`
    : `all files in ${one ? 'its' : 'their'} /workspace`
  if (until === undefined) {
    const parts = [one ? 'the session' : `${formatCount(sessions.length)} sessions`, ...ending, filesWords]
    return {
      goes: `${list(parts)}; on this computer ${recordWords(holdings)}.`,
      undo: `This is final: ${one ? 'its server keeps' : 'their servers keep'} nothing of a deleted session.`,
    }
  }
  return {
    goes: ending.length === 0 ? '' : `${list(ending)}.`,
    stays: `${list([filesWords, ...recordParts(holdings)])}.`,
    undo: `You can undo until ${formatDate(until)}.`,
  }
}

/** What ends with them at once. */
function endingWords({ sessions, holdings, releaseForeign = false }: Leaving): string[] {
  const bound = sessions.filter(({ server }) => server?.sandboxId !== undefined)
  const left = releaseForeign ? 0 : bound.filter(({ foreignSandbox }) => foreignSandbox).length
  const given = bound.length - left
  const words: string[] = []
  if (given > 0) words.push(sessions.length === 1 ? 'the sandbox' : counted(given, 'sandbox', 'sandboxes'))
  if (left > 0)
    words.push(sessions.length === 1 ? 'what runs in its sandbox' : `what runs in ${left} sandboxes of others`)
  const running = holdings?.underWay ?? 0
  if (running > 0) words.push(`${counted(running, 'run')} under way`)
  return words
}

/** "128 runs and 2 edits": what this computer keeps. */
export function recordWords(holdings: SessionHoldings | undefined): string {
  return list(recordParts(holdings))
}

function recordParts(holdings: SessionHoldings | undefined): readonly string[] {
  if (!holdings) return ['runs', 'edits']
  const { runs, drafts } = holdings
  if (runs === 0 && drafts === 0) return ['no runs', 'no edits']
  return [...(runs > 0 ? [counted(runs, 'run')] : []), ...(drafts > 0 ? [counted(drafts, 'edit')] : [])]
}

function counted(count: number, word: string, plural = `${word}s`): string {
  return `${formatCount(count)} ${count === 1 ? word : plural}`
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`
}

/** Of several sessions together; files are left out, since they were not counted for each. */
export function sumOf(all: readonly SessionHoldings[]): SessionHoldings {
  return {
    underWay: all.reduce((sum, { underWay }) => sum + underWay, 0),
    runs: all.reduce((sum, { runs }) => sum + runs, 0),
    drafts: all.reduce((sum, { drafts }) => sum + drafts, 0),
  }
}
