import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { isOfConsole } from '../../state/consoles.ts'
import type { RunsState } from '../../state/runs.ts'
import type { Stores } from '../../state/stores.ts'

/** What runs in a console now. */
export function runningIn({ sessions }: RunsState, session: SessionRef, consoleId: string): Run | undefined {
  return sessions[sessionKey(session)]?.runs.find((run) => isOfConsole(run, consoleId) && isUnderWay(run))
}

/** Closes a console, after a question when something runs in it. */
export function closeConsole(
  { consoles, runs, dialogs }: Pick<Stores, 'consoles' | 'runs' | 'dialogs'>,
  session: SessionRef,
  consoleId: string,
): void {
  if (runningIn(runs.getState(), session, consoleId))
    dialogs.getState().show({ kind: 'close-console', session, consoleId })
  else consoles.getState().close(session, consoleId)
}

/** Puts a text from the clipboard into a console, without the key that pastes: for that the system is asked. */
export async function pasteFromClipboard(
  paste: (text: string) => Promise<void>,
  { notices }: Pick<Stores, 'notices'>,
  keys: string,
): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    const text = `This window may not look into the clipboard. Press ${keys} in the console, which pastes without that.`
    notices.getState().toast({ tone: 'err', text })
    return
  }
  await paste(text)
}
