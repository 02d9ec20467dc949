import type { ReactNode } from 'react'
import { createContext, useContext, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { CommandId } from './command-table.ts'
import type { ChangedKeys, KeyHost } from './keys.ts'
import { keyLabel } from './keys.ts'
import type { Stores } from './stores.ts'

const StoresContext = createContext<Stores | undefined>(undefined)

/** Gives its stores to everything within. */
export function StoresProvider({ stores, children }: { readonly stores: Stores; readonly children: ReactNode }) {
  return <StoresContext value={stores}>{children}</StoresContext>
}

/** The stores themselves, for handlers: `stores.sessions.getState().select(ref)`. */
export function useStores(): Stores {
  const stores = useContext(StoresContext)
  if (!stores) throw new Error('This component needs a StoresProvider above it.')
  return stores
}

type StateOf<Store> = Store extends { getState: () => infer State } ? State : never

/**
 * A part of one store: `useSubject('sessions', (state) => state.lists)`. The part has to be the same object as long as
 * it is the same (no new arrays or objects: use `useShallow`).
 */
export function useSubject<Name extends keyof Stores, Part>(
  name: Name,
  select: (state: StateOf<Stores[Name]>) => Part,
): Part {
  return useStore(useStores()[name], select)
}

/**
 * Carries out a command as long as this component is there and `enabled`.
 * @param target what it acts on, for the palette: the name of a session or a document
 */
export function useCommand(id: CommandId, handler: () => void, enabled = true, target?: string): void {
  const { commands } = useStores()
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    if (!enabled) return
    return commands.getState().register(id, () => latest.current(), target)
  }, [commands, id, enabled, target])
}

/** What the keys of this host are: known once the program said what it is. */
export function useKeyHost(): KeyHost {
  const info = useSubject('app', (state) => state.info)
  const changed = useSubject('settings', (state) => state.settings.keys)
  return keyHost(info, changed)
}

/** A window of its own (`--app=URL`) has all keys; a tab has not. */
export function keyHost(
  info: { readonly host: string; readonly platform: string } | undefined,
  changed: ChangedKeys | undefined,
): KeyHost {
  const standalone = typeof matchMedia === 'function' && matchMedia('(display-mode: standalone)').matches
  const host = { mac: info?.platform === 'mac', tab: info?.host === 'browser' && !standalone }
  return changed ? { ...host, changed } : host
}

/** The key of a command as it is printed, for tooltips, menus and empty states. */
export function useKeyLabel(id: CommandId): string {
  return keyLabel(id, useKeyHost())
}
