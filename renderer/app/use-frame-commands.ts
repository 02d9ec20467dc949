import { useEffect } from 'react'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { pauseOrResume } from '../features/sessions/session-actions.ts'
import type { CommandId } from '../state/command-table.ts'
import { keyHost, useCommand, useStores, useSubject } from '../state/provider.tsx'
import { findSession } from '../state/sessions.ts'
import type { Drawer } from './frame-store.ts'
import { useFrameStore } from './frame-store.ts'
import { isDialogOpen, listenForKeys } from './key-listener.ts'
import { focusedRegion, focusNextRegion, focusNotices, focusRegion, showRegion } from './regions.ts'
import { holdTypedAhead } from './typed-ahead.ts'
import { useConsoleTabCommands } from './use-console-tab-commands.ts'

/** A page pastes by itself at its own key, without asking for the clipboard. */
function isOfThePage(id: CommandId, changed: Settings['keys']): boolean {
  return id === 'console.paste' && changed?.[id] === undefined
}

/** The commands that the frame itself carries out, and the listener for all keys. */
export function useFrameCommands(): void {
  const stores = useStores()
  const frame = useFrameStore()
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const count = useSubject('sessions', (state) => state.lists.reduce((sum, list) => sum + list.sessions.length, 0))

  useEffect(() => {
    const ahead = holdTypedAhead(window, stores.dialogs)
    const stop = listenForKeys(window, {
      host: () => keyHost(stores.app.getState().info, stores.settings.getState().settings.keys),
      isBlocked: () => isDialogOpen() || ahead.isHolding(),
      run: (id) => !isOfThePage(id, stores.settings.getState().settings.keys) && stores.commands.getState().run(id),
    })
    return () => {
      stop()
      ahead.end()
    }
  }, [stores])

  function step(by: 1 | -1): void {
    const { lists, front, select } = stores.sessions.getState()
    const all = lists.flatMap((list) => list.sessions)
    const at = all.findIndex((one) => one.sessionId === front?.sessionId && one.connectionId === front.connectionId)
    const next = all[(at + by + all.length) % all.length]
    if (next) select({ connectionId: next.connectionId, sessionId: next.sessionId })
  }

  /** Shows the region when it is hidden, and goes there. */
  function go(region: 'sessions' | 'files' | 'result' | 'panel'): void {
    const narrow = matchMedia('(max-width: 900px)').matches
    const { sideBar, result, panel, toggle, openDrawer, showPanelTab } = frame.getState()
    showRegion(region, () => {
      if (region === 'sessions' || region === 'files') {
        if (narrow) openDrawer(region satisfies Drawer)
        else if (!sideBar) toggle('sideBar')
      } else if (region === 'result') {
        if (matchMedia('(max-width: 1100px)').matches) showPanelTab('result')
        else if (!result) toggle('result')
      } else if (!panel) toggle('panel')
    })
  }

  useCommand('session.new', () => stores.dialogs.getState().show({ kind: 'new-session' }))
  useCommand(
    'session.pauseOrResume',
    () => session && pauseOrResume(stores, session),
    session !== undefined,
    session?.name,
  )
  useCommand(
    'session.details',
    () => session && stores.dialogs.getState().show({ kind: 'details', session }),
    session !== undefined,
    session?.name,
  )
  useCommand('session.openById', () => stores.dialogs.getState().show({ kind: 'open-by-id' }))
  useCommand('session.kept', () => stores.dialogs.getState().show({ kind: 'kept' }))
  useCommand('session.next', () => step(1), count > 1)
  useCommand('session.previous', () => step(-1), count > 1)
  useCommand('view.sideBar', () => frame.getState().toggle('sideBar'))
  useCommand('view.panel', () => frame.getState().toggle('panel'), session !== undefined)
  useCommand('view.result', () => frame.getState().toggle('result'), session !== undefined)
  useCommand('view.maximisePanel', () => frame.getState().toggle('maximised'), session !== undefined)
  useCommand('region.sessions', () => go('sessions'))
  useCommand('region.files', () => go('files'), session !== undefined)
  useCommand('region.editor', () => focusRegion('editor'), session !== undefined)
  useCommand('region.result', () => go('result'), session !== undefined)
  useCommand('region.panel', () => go('panel'), session !== undefined)
  useCommand('region.notices', focusNotices)
  useCommand('region.next', () => focusNextRegion(1))
  useCommand('region.previous', () => focusNextRegion(-1))
  useCommand(
    'console.focus',
    () => {
      const isBack = focusedRegion() === 'panel' && frame.getState().panelTab !== 'runs'
      if (isBack) return void focusRegion('editor')
      showRegion('panel', () => frame.getState().showPanelTab('console'))
    },
    session !== undefined,
  )
  useConsoleTabCommands(session)
  useCommand('palette.open', () => stores.dialogs.getState().show({ kind: 'palette', query: '' }))
  useCommand('palette.quick', () => stores.dialogs.getState().show({ kind: 'palette', query: '' }))
  useCommand(
    'file.goTo',
    () => stores.dialogs.getState().show({ kind: 'palette', query: '/' }),
    session !== undefined,
    session?.name,
  )
  const isLive = useSubject('sessions', (state) => session !== undefined && state.opened.has(sessionKey(session)))
  // Not of the list of files: a narrow window puts it away.
  useCommand(
    'files.goToFolder',
    () => session && stores.dialogs.getState().show({ kind: 'go-to-folder', session }),
    isLive && session?.status === 'active',
    session?.name,
  )
  const isZoomed = useSubject('zoom', (state) => state.factor !== undefined)
  useCommand('zoom.in', () => void stores.zoom.getState().step('in'), isZoomed)
  useCommand('zoom.out', () => void stores.zoom.getState().step('out'), isZoomed)
  useCommand('zoom.reset', () => void stores.zoom.getState().step('reset'), isZoomed)
  useCommand('connection.add', () => stores.dialogs.getState().show({ kind: 'connect' }))
  useCommand('settings.open', () => stores.dialogs.getState().show({ kind: 'settings' }))
  useCommand('logs.show', () => stores.dialogs.getState().show({ kind: 'logs' }))
  useCommand('notices.show', () => stores.dialogs.getState().show({ kind: 'notices' }))
  useCommand(
    'runs.show',
    () => showRegion('panel', () => frame.getState().showPanelTab('runs')),
    session !== undefined,
    session?.name,
  )
  useCommand('help.keys', () => stores.dialogs.getState().show({ kind: 'keys' }))
}
