import { useEffect, useMemo, useRef } from 'react'
import type { CommandId } from '../state/command-table.ts'
import { commands, inDialogs } from '../state/command-table.ts'
import { menuSections } from '../state/menu.ts'
import { useKeyHost, useStores, useSubject } from '../state/provider.tsx'
import { isDialogOpen } from './key-listener.ts'

/** Fills the system's menu with the window's commands, as they are now, and carries out what is chosen there. */
export function useMenu(): void {
  const { app, commands: handled } = useStores()
  const host = useKeyHost()
  const isElectron = useSubject('app', (state) => state.info?.host === 'electron')
  const handlers = useSubject('commands', (state) => state.handlers)
  const isAsked = useSubject('dialogs', (state) => state.request !== undefined)
  const shown = useRef<AbortController>(undefined)

  /** As text: handlers come and go without a change of the menu. */
  const menu = useMemo(
    () =>
      isElectron
        ? JSON.stringify(menuSections(host, (id) => handlers[id] !== undefined && (!isAsked || inDialogs.has(id))))
        : undefined,
    [isElectron, host, handlers, isAsked],
  )

  useEffect(() => {
    if (menu === undefined) return
    // They come and go by the dozen when a session comes to the front: that is one change.
    const frame = requestAnimationFrame(() => {
      const before = shown.current
      const end = new AbortController()
      shown.current = end
      const onChosen = (id: string) => {
        if (isCommand(id) && (!isDialogOpen() || inDialogs.has(id))) handled.getState().run(id)
      }
      void app.getState().showMenu(JSON.parse(menu), onChosen, end.signal)
      // After the new one: in between there would be none.
      before?.abort()
    })
    return () => cancelAnimationFrame(frame)
  }, [app, handled, menu])

  useEffect(() => () => shown.current?.abort(), [])
}

function isCommand(id: string): id is CommandId {
  return id in commands
}
