import { labelOf } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { SessionAction } from '../../features/sessions/session-actions.ts'
import { sessionActions } from '../../features/sessions/session-actions.ts'
import { sessionWords } from '../../features/sessions/session-words.ts'
import type { CommandId } from '../../state/command-table.ts'
import { commands } from '../../state/command-table.ts'
import type { KeyHost } from '../../state/keys.ts'
import { keyLabel } from '../../state/keys.ts'
import { findSession } from '../../state/sessions.ts'
import type { Stores } from '../../state/stores.ts'
import { formatAge } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { FileIcon, FolderIcon } from '../../ui/icons.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { goToPath, knownPaths } from './file-entries.tsx'
import { connectionEntries, newFileEntries } from './more-entries.tsx'
import type { PaletteEntry, PaletteGroup } from './palette-entry.ts'

interface Context {
  readonly stores: Stores
  readonly host: KeyHost
  /** ms, our clock. */
  readonly now: number
}

/** Its entries are looked up as one types (`use-found-files.ts`): they may be a hundred thousand. */
export const filesGroup: PaletteGroup = { heading: 'Files', sign: '/', entries: [] }

/** Everything else that the palette offers at this moment: actions with their targets, sessions, runs. */
export function paletteGroups(context: Context): readonly PaletteGroup[] {
  const { stores } = context
  const { lists, front } = stores.sessions.getState()
  return [
    {
      heading: 'Commands',
      sign: '>',
      entries: [
        ...ofSessionInFront(context),
        ...commandEntries(context),
        ...newFileEntries(stores, findSession(lists, front)),
        ...connectionEntries(stores),
        ...ofOtherSessions(context),
      ],
    },
    { heading: 'Sessions', sign: '@', entries: sessionEntries(context) },
    { heading: 'Runs', sign: '#', entries: runEntries(context) },
    filesGroup,
  ]
}

/** Those of the sessions' menu have entries of their own, which name their target. */
const told: ReadonlySet<CommandId> = new Set([
  'palette.open',
  'palette.quick',
  'session.pauseOrResume',
  'session.details',
])

/** Every command that somebody carries out now. */
function commandEntries({ stores, host }: Context): readonly PaletteEntry[] {
  const { handlers, run } = stores.commands.getState()
  return (Object.keys(commands) as CommandId[])
    .filter((id) => handlers[id] !== undefined && !told.has(id))
    .map((id) => ({
      id: `command ${id}`,
      name: commands[id].title,
      note: handlers[id]?.target ?? '',
      keys: keyLabel(id, host),
      run: () => void run(id),
    }))
}

function allSessions({ stores }: Context): readonly Session[] {
  return stores.sessions.getState().lists.flatMap(({ sessions }) => sessions)
}

/** What can be done with the session in front, and by `others` with each other one that it can be done with. */
function ofSessionInFront(context: Context): readonly PaletteEntry[] {
  const { lists, front } = context.stores.sessions.getState()
  const session = findSession(lists, front)
  return sessionActions.flatMap((action) => {
    const target = session && action.can(session) ? session : allSessions(context).find(action.can)
    return target ? [actionEntry(context, action, target)] : []
  })
}

/** With more sessions than this the others are reached by their list alone: entries for all would be many thousands. */
const mostWithEntries = 100

/** The same for all other sessions, so that "pause etl" finds what it says. */
function ofOtherSessions(context: Context): readonly PaletteEntry[] {
  const sessions = allSessions(context)
  if (sessions.length > mostWithEntries) return []
  const first = new Set(ofSessionInFront(context).map(({ id }) => id))
  return sessionActions
    .flatMap((action) => sessions.filter(action.can).map((session) => actionEntry(context, action, session)))
    .filter(({ id }) => !first.has(id))
}

function actionEntry(context: Context, action: SessionAction, session: Session): PaletteEntry {
  const { stores, host } = context
  const targets = () => allSessions(context).filter(action.can)
  const { front } = stores.sessions.getState()
  const isFront = front !== undefined && sessionKey(front) === sessionKey(session)
  return {
    id: `action ${action.id} ${sessionKey(session)}`,
    name: action.label(session),
    note: session.name,
    icon: <Icon of={action.icon} />,
    // The key is for the session in front: beside another one it would be untrue.
    ...(action.command && isFront ? { keys: keyLabel(action.command, host) } : {}),
    run: () => action.run(stores, session),
    ...(targets().length > 1
      ? {
          others: () =>
            targets().map((one) => ({
              id: `target ${sessionKey(one)}`,
              name: one.name,
              note: action.label(one),
              icon: <Icon of={action.icon} />,
              run: () => action.run(stores, one),
            })),
        }
      : {}),
  }
}

function sessionEntries(context: Context): readonly PaletteEntry[] {
  const { stores, now } = context
  const connections = stores.connections.getState().list ?? []
  return stores.sessions.getState().lists.flatMap((list) => {
    const connection = connections.find(({ id }) => id === list.connectionId)
    const where = connection?.name ?? ''
    return list.sessions.map((session) => {
      const stale = list.state === 'stale'
      const words = sessionWords(session, { now: now + (connection?.skew ?? 0), stale, where })
      return {
        id: `session ${sessionKey(session)}`,
        name: session.name,
        note: [words.line, where].filter(Boolean).join(' · '),
        icon: <StatusGlyph name={words.glyph} />,
        run: () => stores.sessions.getState().select(session),
      }
    })
  })
}

/** Runs of the sessions that were opened, newest first. */
function runEntries(context: Context): readonly PaletteEntry[] {
  const { stores, now } = context
  const { lists } = stores.sessions.getState()
  return Object.values(stores.runs.getState().sessions)
    .flatMap(({ runs }) => runs)
    .sort((a, b) => b.startedAt - a.startedAt)
    .map((run) => {
      const label = labelOf(run.state)
      const name = findSession(lists, run.session)?.name ?? ''
      return {
        id: `run ${run.id}`,
        name: run.title,
        note: [name, label, formatAge(run.startedAt, now)].filter(Boolean).join(' · '),
        icon: <StatusGlyph name={label === 'queued' ? 'running' : label} />,
        mono: run.kind === 'command',
        run: () => goToRun(stores, run),
      }
    })
}

function goToRun(stores: Stores, { session, documentId }: Run): void {
  stores.sessions.getState().select(session)
  if (documentId !== undefined) stores.documents.getState().activate(session, documentId)
  else stores.commands.getState().run('region.panel')
}

/** What is offered for an absolute path that was typed: whether it is a file or a folder only the sandbox knows. */
export function typedPathEntries({ stores }: Pick<Context, 'stores'>, typed: string): readonly PaletteEntry[] {
  const { front } = stores.sessions.getState()
  const path = typed.trim()
  if (!front || !path.startsWith('/') || path.includes('\0')) return []
  const file: PaletteEntry = {
    id: 'typed file',
    name: path,
    note: 'Open this file',
    icon: <Icon of={FileIcon} />,
    run: () => goToPath(stores, front, path),
  }
  const folder: PaletteEntry = {
    id: 'typed folder',
    name: path,
    note: 'Show this folder',
    icon: <Icon of={FolderIcon} />,
    run: () => {
      stores.files.getState().goTo(front, path)
      stores.commands.getState().run('region.files')
    },
  }
  if (path.endsWith('/')) return [folder]
  return knownPaths(stores, front).some((known) => known === path) ? [] : [file, folder]
}
