import type { Session } from '../../shared/domain/session.ts'
import { closeConsole, runningIn } from '../features/console/console-actions.ts'
import { consolesOf } from '../state/consoles.ts'
import { useKeyLabel, useStores, useSubject } from '../state/provider.tsx'
import { CloseIcon, ConsoleIcon, RenameIcon } from '../ui/icons.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import { StatusGlyph } from '../ui/status-glyph.tsx'
import type { Tab } from '../ui/tabs.tsx'
import { Tabs } from '../ui/tabs.tsx'

interface ConsoleTabsProps {
  readonly session: Session
  /** In front of the consoles, in a narrow window. */
  readonly result: Tab | undefined
  /** The tab of the panel that is in front. */
  readonly front: 'result' | 'console' | 'runs'
  readonly onFront: (tab: 'result' | 'console') => void
}

/** A tab for each console of a session. F2 renames, Delete closes; both are in the menu of a right click too. */
export function ConsoleTabs({ session, result, front, onFront }: ConsoleTabsProps) {
  const stores = useStores()
  const { consoles, dialogs } = stores
  const { consoles: all, active } = useSubject('consoles', (state) => consolesOf(state, session))
  const running = useSubject('runs', (state) =>
    all.map(({ id }) => (runningIn(state, session, id) ? id : '')).join(' '),
  ).split(' ')
  const closeKeys = useKeyLabel('console.close')
  const rename = (consoleId: string) => dialogs.getState().show({ kind: 'rename-console', session, consoleId })
  /** What had the focus may go with its console: it is in the one in front then. */
  function close(id: string): void {
    closeConsole(stores, session, id)
    if (dialogs.getState().request !== undefined) return
    if (front === 'console') consoles.getState().wantFocus(true)
    else requestAnimationFrame(() => document.getElementById(`panel-tab-${front}`)?.focus())
  }
  const isConsole = (id: string) => all.some((one) => one.id === id)

  const menuOf = (id: string): readonly MenuEntry[] =>
    isConsole(id)
      ? [
          { id: 'rename', label: 'Rename…', icon: RenameIcon, keys: 'F2', onSelect: () => rename(id) },
          { id: 'close', label: 'Close', icon: CloseIcon, keys: closeKeys, onSelect: () => close(id) },
        ]
      : []

  const tabs: readonly Tab[] = [
    ...(result ? [{ ...result, closable: false }] : []),
    ...all.map(({ id, name }) => ({
      id,
      label: name,
      icon: ConsoleIcon,
      ...(running.includes(id) ? { note: <StatusGlyph name="running" size={14} />, state: 'running' } : {}),
    })),
  ]
  return (
    <Tabs
      label="Panel"
      variant="panel"
      panelPrefix="panel"
      tabs={tabs}
      active={front === 'console' ? active : front === 'result' ? 'result' : undefined}
      closeKeys={closeKeys}
      onActivate={(id) => {
        if (id === 'result') return onFront('result')
        consoles.getState().activate(session, id)
        onFront('console')
      }}
      onClose={close}
      onRename={(id) => isConsole(id) && rename(id)}
      menuOf={menuOf}
    />
  )
}
