import { useEffect, useMemo } from 'react'
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
  const isLinked = useSubject('link', (state) => state.status === 'open')
  const handlers = useSubject('commands', (state) => state.handlers)
  const isAsked = useSubject('dialogs', (state) => state.request !== undefined)

  /** As text: handlers come and go without a change of the menu. */
  const menu = useMemo(
    () =>
      isElectron
        ? JSON.stringify(menuSections(host, (id) => handlers[id] !== undefined && (!isAsked || inDialogs.has(id))))
        : undefined,
    [isElectron, host, handlers, isAsked],
  )

  useEffect(() => {
    if (!isElectron) return
    const end = new AbortController()
    void app.getState().followMenu(end.signal, (id) => {
      if (isCommand(id) && (!isDialogOpen() || inDialogs.has(id))) handled.getState().run(id)
    })
    return () => end.abort()
  }, [app, handled, isElectron])

  useEffect(() => {
    if (menu === undefined || !isLinked) return
    // They come and go by the dozen when a session comes to the front: that is one change.
    const frame = requestAnimationFrame(() => void app.getState().showMenu(JSON.parse(menu)))
    return () => cancelAnimationFrame(frame)
  }, [app, menu, isLinked])
}

function isCommand(id: string): id is CommandId {
  return id in commands
}
