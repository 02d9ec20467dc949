import type { RefObject } from 'react'
import type { KeptConsole } from '../../../shared/domain/settings.ts'
import { sayCopied } from '../../state/copied.ts'
import { useCommand, useKeyLabel, useStores } from '../../state/provider.tsx'
import { pasteFromClipboard } from './console-actions.ts'
import type { TerminalHost } from './terminal-host.ts'

/** The commands of the console in front that act on its screen. */
export function useConsoleCommands(
  host: TerminalHost,
  { name }: KeptConsole,
  findField: RefObject<HTMLInputElement | null>,
): void {
  const stores = useStores()
  const pasteKeys = useKeyLabel('console.paste')
  const { consoles } = stores

  function copy(): void {
    if (host.selection === '') return
    const say = sayCopied(stores)
    navigator.clipboard.writeText(host.selection).then(
      () => say(true),
      () => say(false),
    )
  }

  function find(): void {
    const { selection } = host
    const text = selection !== '' && !selection.includes('\n') ? { text: selection } : {}
    consoles.getState().setFind({ isOpen: true, ...text })
    requestAnimationFrame(() => findField.current?.select())
  }

  useCommand('console.copy', copy, true, name)
  useCommand('console.paste', () => void pasteFromClipboard(host.paste, stores, pasteKeys), true, name)
  useCommand('console.find', find, true, name)
  useCommand('console.clear', () => host.clear(), true, name)
  useCommand('console.selectAll', () => host.selectAll(), true, name)
  useCommand('console.pageUp', () => host.scroll('pageUp'), true, name)
  useCommand('console.pageDown', () => host.scroll('pageDown'), true, name)
  useCommand('console.top', () => host.scroll('top'), true, name)
  useCommand('console.end', () => host.scroll('end'), true, name)
}
