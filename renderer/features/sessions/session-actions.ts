import type { LucideIcon } from 'lucide-react'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { Session } from '../../../shared/domain/session.ts'
import type { CommandId } from '../../state/command-table.ts'
import type { ManyAction } from '../../state/dialogs.ts'
import { toastError } from '../../state/error-actions.ts'
import { keyLabel } from '../../state/keys.ts'
import { useKeyHost, useStores } from '../../state/provider.tsx'
import type { Stores } from '../../state/stores.ts'
import { formatDate, formatTime } from '../../ui/format.ts'
import {
  ArchiveIcon,
  CloseIcon,
  DeadlineIcon,
  DeleteIcon,
  InfoIcon,
  LetGoIcon,
  PauseIcon,
  RefreshIcon,
  RenameIcon,
  ResumeIcon,
  UndoIcon,
} from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { revive } from './bring-back.ts'
import { progressWords, verbs } from './session-words.ts'

/** May it be paused now? */
export function canPause(session: Session): boolean {
  return session.status === 'active' && !session.progress
}

export function canResume(session: Session): boolean {
  return session.status === 'paused' && !session.progress
}

/** Is it on its server no longer, so that only its record can be removed? */
export function canForget(session: Session): boolean {
  return (session.status === 'expired' || session.status === 'gone') && !session.progress
}

export function canDelete(session: Session): boolean {
  return (session.status === 'active' || session.status === 'paused') && !session.progress
}

/** Has it a sandbox that could be given back while the session stays? */
export function canLetGo({ status, progress, server }: Session): boolean {
  return status === 'active' && !progress && server?.sandboxId !== undefined
}

const goneOn = { again: 'finished', undo: 'undone', cancel: 'cancelled' } as const

/** What is done with a workflow of a session: another try, an undo, a cancel. The row tells where it stands. */
export async function goOn(stores: Stores, session: Session, how: keyof typeof goneOn): Promise<void> {
  const at = how === 'cancel' ? session.progress : session.stopped
  if (!at) return
  try {
    await stores.sessions.getState()[how](at)
    stores.notices.getState().announce(`${session.name}: ${goneOn[how]}`)
  } catch (thrown) {
    // What stopped it again is told where it stopped.
    if (!isAppError(thrown) || thrown.code === 'cancelled' || how === 'again') return
    toastError(stores, thrown, `${session.name} was not ${goneOn[how]}`, {
      session,
      retry: () => void goOn(stores, session, how),
    })
  }
}

/** Resumes it; a failure that has no place of its own is told in a toast. */
export async function resumeSession(stores: Stores, session: Session): Promise<void> {
  try {
    await stores.sessions.getState().resume(session)
    stores.notices.getState().announce(`${session.name}: active`)
  } catch (thrown) {
    toastError(stores, thrown, `${session.name} was not resumed`, {
      session,
      retry: () => void resumeSession(stores, session),
    })
  }
}

/** Does its server take its sandbox back by itself, so that there is something to prevent? */
export function canKeepAlive({ status, keepAliveUntil, reclaimAt, progress }: Session): boolean {
  return status === 'active' && !progress && (keepAliveUntil !== undefined || reclaimAt !== undefined)
}

/** Keeps its sandbox until the session's own end, or no longer. */
async function toggleKeepAlive(stores: Stores, session: Session): Promise<void> {
  const until = session.keepAliveUntil === undefined ? (session.server?.expiresAt ?? null) : null
  try {
    await stores.sessions.getState().keepAlive(session, until)
    stores.notices.getState().announce(`${session.name}: ${until === null ? 'no longer kept alive' : 'kept alive'}`)
  } catch (thrown) {
    const what = until === null ? `${session.name} is still kept alive` : `${session.name} is not kept alive`
    toastError(stores, thrown, what, { session, retry: () => void toggleKeepAlive(stores, session) })
  }
}

/** Asks for pausing, or resumes: what the one key does. */
export function pauseOrResume(stores: Stores, session: Session): void {
  if (canPause(session)) stores.dialogs.getState().show({ kind: 'pause', session })
  else if (canResume(session)) void resumeSession(stores, session)
}

/** Asks before it goes: Delete for one on its server, Forget for a record. */
export function askToRemove(stores: Stores, session: Session): void {
  if (canDelete(session)) stores.dialogs.getState().show({ kind: 'delete', session })
  else if (canForget(session)) stores.dialogs.getState().show({ kind: 'forget', session })
  else if (session.progress) {
    const text = `${session.name}: ${progressWords(session.progress)}. It can be deleted when that is done.`
    stores.notices.getState().toast({ tone: 'accent', text })
  }
}

/** Something that can be done with a session, in menus and in the palette. */
export interface SessionAction {
  readonly id: string
  label(session: Session): string
  readonly icon: LucideIcon
  /** Can it be done now? */
  can(session: Session): boolean
  run(stores: Stores, session: Session): void
  /** The command that does it to the session in front; its key is shown. */
  readonly command?: CommandId
  /** The key within the list of sessions, where it is another one. */
  readonly listKey?: { readonly mac: string; readonly other: string }
  /** Takes something away: drawn so, and after a line. */
  readonly danger?: true
}

/** Everything that can be done with sessions, in the order of menus. */
export const sessionActions: readonly SessionAction[] = [
  {
    id: 'again',
    label: () => 'Try again',
    icon: RefreshIcon,
    can: ({ problem, status, stopped }) => stopped !== undefined || (problem !== undefined && status === 'active'),
    run: (stores, session) =>
      session.stopped ? void goOn(stores, session, 'again') : void stores.sessions.getState().open(session),
  },
  {
    id: 'undo',
    label: () => 'Undo',
    icon: UndoIcon,
    can: ({ stopped }) => stopped?.canUndo === true,
    run: (stores, session) => void goOn(stores, session, 'undo'),
  },
  {
    id: 'cancel',
    label: ({ progress }) => `Cancel ${progress ? verbs[progress.workflow].toLowerCase() : ''}`,
    icon: CloseIcon,
    can: ({ progress }) => progress?.canUndo === true,
    run: (stores, session) => void goOn(stores, session, 'cancel'),
  },
  {
    id: 'pause',
    label: () => 'Pause…',
    icon: PauseIcon,
    can: canPause,
    run: pauseOrResume,
    command: 'session.pauseOrResume',
  },
  {
    id: 'resume',
    label: () => 'Resume',
    icon: ResumeIcon,
    can: canResume,
    run: pauseOrResume,
    command: 'session.pauseOrResume',
  },
  {
    id: 'revive',
    label: () => 'Revive',
    icon: ArchiveIcon,
    can: ({ restorable, progress }) => restorable === true && !progress,
    run: (stores, session) => void revive(stores, session),
  },
  {
    id: 'let-go',
    label: () => 'Give sandbox back…',
    icon: LetGoIcon,
    can: canLetGo,
    run: (stores, session) => stores.dialogs.getState().show({ kind: 'let-go', session }),
  },
  {
    id: 'keep-alive',
    label: ({ keepAliveUntil, server }) =>
      keepAliveUntil === undefined
        ? `Keep alive until ${formatDate(server?.expiresAt ?? 0)}, ${formatTime(server?.expiresAt ?? 0)}`
        : 'Stop keeping alive',
    icon: DeadlineIcon,
    can: canKeepAlive,
    run: (stores, session) => void toggleKeepAlive(stores, session),
  },
  {
    id: 'check',
    label: () => 'Check now',
    icon: RefreshIcon,
    can: ({ status }) => status === 'unknown',
    run: (stores, { connectionId }) => void stores.connections.getState().check(connectionId),
  },
  {
    id: 'details',
    label: () => 'Details…',
    icon: InfoIcon,
    can: ({ status }) => status !== 'creating',
    run: (stores, session) => stores.dialogs.getState().show({ kind: 'details', session }),
    command: 'session.details',
  },
  {
    id: 'remove',
    label: (session) => (canForget(session) ? 'Forget…' : 'Delete…'),
    icon: DeleteIcon,
    can: (session) => canDelete(session) || canForget(session),
    run: askToRemove,
    listKey: { mac: '⌦', other: 'Del' },
    danger: true,
  },
]

/** The entries of a session's menus. */
export function useSessionMenu(onRename: ((session: Session) => void) | undefined): (session: Session) => MenuEntry[] {
  const stores = useStores()
  const host = useKeyHost()
  return (session) => {
    const entries: MenuEntry[] = []
    if (session.status !== 'creating')
      entries.push({
        id: 'open',
        label: 'Open',
        keys: host.mac ? '↩' : 'Enter',
        onSelect: () => stores.sessions.getState().select(session),
      })
    const possible = sessionActions.filter((action) => action.can(session))
    for (const action of possible) if (!action.danger) entries.push(menuEntry(action, session))
    if (onRename && session.status !== 'creating')
      entries.push({ id: 'rename', label: 'Rename', icon: RenameIcon, keys: 'F2', onSelect: () => onRename(session) })
    for (const action of possible)
      if (action.danger) entries.push({ id: `line ${action.id}`, separator: true }, menuEntry(action, session))
    return entries
  }

  function menuEntry(action: SessionAction, session: Session): MenuEntry {
    const { id, icon, command, listKey, danger } = action
    const keys = listKey ? (host.mac ? listKey.mac : listKey.other) : command ? keyLabel(command, host) : undefined
    return {
      id,
      label: action.label(session),
      icon,
      ...(keys ? { keys } : {}),
      ...(danger ? { danger } : {}),
      onSelect: () => action.run(stores, session),
    }
  }
}

/** The actions that can be done with several sessions at once, each with those that it fits. */
const manyActions: readonly {
  readonly action: ManyAction
  readonly verb: string
  readonly icon: LucideIcon
  readonly fits: (session: Session) => boolean
}[] = [
  { action: 'pause', verb: 'Pause', icon: PauseIcon, fits: canPause },
  { action: 'resume', verb: 'Resume', icon: ResumeIcon, fits: canResume },
  { action: 'delete', verb: 'Delete', icon: DeleteIcon, fits: canDelete },
  { action: 'forget', verb: 'Forget', icon: DeleteIcon, fits: canForget },
]

/** The entries of the menu of several marked sessions; one that fits none of them is left out. */
export function useManyMenu(): (sessions: readonly Session[]) => MenuEntry[] {
  const { dialogs } = useStores()
  return (sessions) =>
    manyActions.flatMap(({ action, verb, icon, fits }) => {
      const fitting = sessions.filter(fits)
      if (fitting.length === 0) return []
      return {
        id: action,
        label: `${verb} ${fitting.length}…`,
        icon,
        ...(action === 'delete' || action === 'forget' ? { danger: true } : {}),
        onSelect: () => dialogs.getState().show({ kind: 'many', action, sessions: fitting }),
      }
    })
}

/** Asks before several go: those on their server, else the records. */
export function askToRemoveMany(stores: Stores, sessions: readonly Session[]): void {
  const onServer = sessions.filter(canDelete)
  const records = sessions.filter(canForget)
  if (onServer.length > 0) stores.dialogs.getState().show({ kind: 'many', action: 'delete', sessions: onServer })
  else if (records.length > 0) stores.dialogs.getState().show({ kind: 'many', action: 'forget', sessions: records })
}

/** Is it the one in front? */
export function isSame(a: { connectionId: string; sessionId: string } | undefined, b: Session): boolean {
  return a !== undefined && a.sessionId === b.sessionId && a.connectionId === b.connectionId
}
