import { isAppError } from '../../../shared/domain/errors.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { describeError } from '../../state/describe-error.ts'
import { keyLabel } from '../../state/keys.ts'
import { useKeyHost, useStores } from '../../state/provider.tsx'
import type { Stores } from '../../state/stores.ts'
import { DeleteIcon, PauseIcon, RefreshIcon, RenameIcon, ResumeIcon } from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

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

/** Resumes it; a failure that has no place of its own is told in a toast. */
export async function resumeSession(stores: Stores, session: Session): Promise<void> {
  try {
    await stores.sessions.getState().resume(session)
    stores.notices.getState().announce(`${session.name}: active`)
  } catch (thrown) {
    if (!isAppError(thrown) || thrown.code === 'cancelled') return
    const { title, advice } = describeError(thrown, `${session.name} was not resumed`)
    stores.notices.getState().toast({
      tone: 'err',
      text: `${title} ${advice}`.trim(),
      action: { label: 'Try again', onSelect: () => void resumeSession(stores, session) },
    })
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
}

/** The entries of a session's menus. */
export function useSessionMenu(onRename: ((session: Session) => void) | undefined): (session: Session) => MenuEntry[] {
  const stores = useStores()
  const host = useKeyHost()
  return (session) => {
    const { sessions } = stores
    const entries: MenuEntry[] = []
    if (session.status !== 'creating')
      entries.push({
        id: 'open',
        label: 'Open',
        keys: host.mac ? '↩' : 'Enter',
        onSelect: () => sessions.getState().select(session),
      })
    if (session.problem && session.status === 'active')
      entries.push({
        id: 'again',
        label: 'Try again',
        icon: RefreshIcon,
        onSelect: () => void sessions.getState().open(session),
      })
    if (canPause(session))
      entries.push({
        id: 'pause',
        label: 'Pause…',
        icon: PauseIcon,
        keys: keyLabel('session.pauseOrResume', host),
        onSelect: () => pauseOrResume(stores, session),
      })
    if (canResume(session))
      entries.push({
        id: 'resume',
        label: 'Resume',
        icon: ResumeIcon,
        keys: keyLabel('session.pauseOrResume', host),
        onSelect: () => pauseOrResume(stores, session),
      })
    if (session.status === 'unknown')
      entries.push({
        id: 'check',
        label: 'Check now',
        icon: RefreshIcon,
        onSelect: () => void stores.connections.getState().check(session.connectionId),
      })
    if (onRename && session.status !== 'creating')
      entries.push({ id: 'rename', label: 'Rename', icon: RenameIcon, keys: 'F2', onSelect: () => onRename(session) })
    if (canDelete(session) || canForget(session))
      entries.push(
        { id: 'line', separator: true },
        {
          id: 'remove',
          label: canForget(session) ? 'Forget…' : 'Delete…',
          icon: DeleteIcon,
          danger: true,
          keys: host.mac ? '⌦' : 'Del',
          onSelect: () => askToRemove(stores, session),
        },
      )
    return entries
  }
}

/** Is it the one in front? */
export function isSame(a: { connectionId: string; sessionId: string } | undefined, b: Session): boolean {
  return a !== undefined && sessionKey(a) === sessionKey(b)
}
