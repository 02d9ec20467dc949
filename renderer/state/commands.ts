import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { CommandId } from './keys.ts'

/** Who carries out what. A command without a handler does nothing, and its key goes where it would have gone. */
export interface CommandsState {
  readonly handlers: Readonly<Partial<Record<CommandId, () => void>>>
  /** The last one that registered holds. Returns what takes it away again. */
  register(id: CommandId, handler: () => void): () => void
  /** False when nobody carries it out now. */
  run(id: CommandId): boolean
}

export type CommandsStore = StoreApi<CommandsState>

export function createCommandsStore(): CommandsStore {
  return createStore<CommandsState>()((set, get) => ({
    handlers: {},
    register(id, handler) {
      set({ handlers: { ...get().handlers, [id]: handler } })
      return () => {
        const { [id]: present, ...rest } = get().handlers
        if (present === handler) set({ handlers: rest })
      }
    },
    run(id) {
      const handler = get().handlers[id]
      handler?.()
      return handler !== undefined
    },
  }))
}
