import type { Session, SessionRef } from '../../shared/domain/session.ts'
import { closeConsole } from '../features/console/console-actions.ts'
import { consolesOf, mostConsoles } from '../state/consoles.ts'
import { useCommand, useStores, useSubject } from '../state/provider.tsx'
import { isReadAloud } from '../state/screen-reader.ts'
import { useFrameStore } from './frame-store.ts'

const nowhere: SessionRef = { connectionId: '', sessionId: '' }

/** The commands for consoles as tabs: they work wherever the focus is, also while the panel is hidden. */
export function useConsoleTabCommands(session: Session | undefined): void {
  const { app, consoles, settings, dialogs, notices, runs } = useStores()
  const frame = useFrameStore()
  const ref = session ?? nowhere
  const { consoles: all, active } = useSubject('consoles', (state) => consolesOf(state, ref))
  const isShown = session !== undefined
  const name = all.find(({ id }) => id === active)?.name
  const state = () => consoles.getState()

  /** Its console in front has the focus once it is there. */
  function show(): void {
    frame.getState().showPanelTab('console')
    state().wantFocus(true)
  }

  useCommand(
    'console.new',
    () => {
      state().add(ref)
      show()
    },
    isShown && all.length < mostConsoles,
    session?.name,
  )
  useCommand(
    'console.next',
    () => {
      state().activateNext(ref, 1)
      show()
    },
    isShown && all.length > 1,
  )
  useCommand(
    'console.previous',
    () => {
      state().activateNext(ref, -1)
      show()
    },
    isShown && all.length > 1,
  )
  useCommand(
    'console.close',
    () => {
      closeConsole({ consoles, runs, dialogs }, ref, active)
      if (dialogs.getState().request === undefined) show()
    },
    isShown,
    name,
  )
  useCommand('console.reopen', () => state().reopen(ref) && show(), isShown, session?.name)
  useCommand(
    'console.rename',
    () => dialogs.getState().show({ kind: 'rename-console', session: ref, consoleId: active }),
    isShown,
    name,
  )
  useCommand('console.screenReader', () => {
    const now = isReadAloud(settings.getState().settings, app.getState().info)
    settings.getState().change((all) => ({ ...all, screenReader: !now }))
    notices.getState().announce(`Screen reader mode of consoles is ${now ? 'off' : 'on'}`)
  })
  useCommand(
    'runs.findAll',
    () => {
      const { isOpen, text } = state().find
      // From the field of a console it goes on with what is looked for there.
      frame.getState().findRuns(isOpen && frame.getState().panelTab === 'console' ? text : '')
      state().setFind({ isOpen: false })
    },
    isShown,
  )
}
