import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { Session, SessionRef } from '../../shared/domain/session.ts'

/** What can be done with several sessions at once. */
export type ManyAction = 'pause' | 'resume' | 'delete' | 'forget'

/** The dialogs that can be asked for from more than one place. */
export type DialogRequest =
  | { readonly kind: 'new-session'; readonly connectionId?: string }
  | { readonly kind: 'pause' | 'delete' | 'forget' | 'details' | 'let-go'; readonly session: SessionRef }
  | { readonly kind: 'many'; readonly action: ManyAction; readonly sessions: readonly Session[] }
  | { readonly kind: 'open-by-id' | 'kept' }
  | { readonly kind: 'go-to-folder' | 'run-options'; readonly session: SessionRef }
  | { readonly kind: 'file'; readonly session: SessionRef; readonly path: string }
  | { readonly kind: 'connect'; readonly connectionId?: string }
  | { readonly kind: 'this-computer' }
  | { readonly kind: 'remove-connection' | 'connection'; readonly connectionId: string }
  | { readonly kind: 'close-console' | 'rename-console'; readonly session: SessionRef; readonly consoleId: string }
  | { readonly kind: 'keys' | 'logs' | 'notices' }
  | { readonly kind: 'palette'; readonly query: string }
  | { readonly kind: 'settings'; readonly page?: 'storage' }

/** One dialog at a time. */
export interface DialogsState {
  readonly request?: DialogRequest
  show(request: DialogRequest): void
  close(): void
}

export type DialogsStore = StoreApi<DialogsState>

export function createDialogsStore(): DialogsStore {
  return createStore<DialogsState>()((set, get) => ({
    show: (request) => set({ request }),
    close() {
      const { request: _closed, ...rest } = get()
      set(rest, true)
    },
  }))
}
