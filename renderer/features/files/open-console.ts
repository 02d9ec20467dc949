import type { SessionRef } from '../../../shared/domain/session.ts'
import type { Stores } from '../../state/stores.ts'

/** A new console in a folder, which gets the focus. */
export function openConsoleIn({ consoles, commands }: Stores, session: SessionRef, folder: string): void {
  // With as many as there may be, the one in front takes it: its next command runs there.
  consoles.getState().add(session, folder)
  // Once the menu or dialog has given the focus back: from within the panel the command leads out of it.
  requestAnimationFrame(() => commands.getState().run('console.focus'))
}
