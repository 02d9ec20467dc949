import { release } from 'node:os'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { LogText } from '../../../shared/domain/log-text.ts'
import type { SessionList } from '../../../shared/domain/session.ts'

/** What a report is made of. */
export interface ReportSources {
  readonly version: string
  readonly host: 'electron' | 'browser'
  readonly platform: string
  readonly connections: readonly Connection[]
  readonly lists: readonly SessionList[]
  readonly storeProblem: string | undefined
  readonly logs: readonly LogText[]
  /** The person's own folder, which names the person. */
  readonly home: string
  /** ms */
  readonly now: number
}

/** Lines of each log. */
const mostLines = 200

/** A text that helps somebody else to find a fault, and tells nothing of what the person works on. */
export function makeReport(sources: ReportSources): string {
  const { version, host, platform, connections, lists, storeProblem, logs, now } = sources
  const parts = [
    `Cloud Sandbox Desktop ${version}, ${host}, ${platform} ${release()}, Node ${process.versions.node}`,
    new Date(now).toISOString(),
    '',
    ...connections.map((connection, index) => `Connection ${index + 1}: ${connectionWords(connection, lists)}`),
    ...(storeProblem === undefined ? [] : [`Store: ${storeProblem}`]),
    ...logs.flatMap(({ name, text }) => ['', `Log of ${name}:`, ...text.trimEnd().split('\n').slice(-mostLines)]),
  ]
  return `${withoutPerson(parts.join('\n'), sources)}\n`
}

function connectionWords(connection: Connection, lists: readonly SessionList[]): string {
  const { kind, status, facts, error, skew, probe } = connection
  const sessions = lists.find(({ connectionId }) => connectionId === connection.id)?.sessions ?? []
  const counts = new Map<string, number>()
  for (const session of sessions) counts.set(session.status, (counts.get(session.status) ?? 0) + 1)
  return [
    kind === 'local' ? 'this computer' : 'a server',
    status,
    error ? `error ${error.code}${error.status === undefined ? '' : ` (${error.status})`}` : '',
    facts?.version ? `version ${facts.version}` : '',
    facts?.runtime ? `runtime ${facts.runtime}` : '',
    facts?.extensions.length ? `extensions ${facts.extensions.join(' ')}` : '',
    probe?.status === 'failed' ? `probe failed: ${probe.cause}` : '',
    Math.abs(skew) > 30_000 ? `clock ${Math.round(skew / 1000)} s off` : '',
    `sessions: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ') || 'none'}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** Addresses, names and folders of the person are in messages of errors. */
function withoutPerson(text: string, { connections, lists, home }: ReportSources): string {
  const addresses = connections.flatMap(({ kind, address, userId, name, proxy }) =>
    kind === 'local' ? [userId] : [address, hostOf(address), userId, name, proxy ?? ''],
  )
  const names = lists.flatMap(({ sessions }) => sessions.map(({ name }) => name))
  const replaced: readonly (readonly [string, string])[] = [
    [home, '~'],
    ...addresses.map((one) => [one, '[connection]'] as const),
    ...names.map((one) => [one, '[session]'] as const),
  ]
  return (
    [...replaced]
      // Longer ones first: one may be a part of another. Very short ones would tear other words apart.
      .filter(([word]) => word.length > 2)
      .sort(([a], [b]) => b.length - a.length)
      .reduce((all, [word, instead]) => all.replaceAll(word, instead), text)
  )
}

function hostOf(address: string): string {
  try {
    return new URL(address).hostname
  } catch {
    // No address yet.
    return ''
  }
}
