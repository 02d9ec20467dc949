import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { CommandId } from './command-table.ts'

interface CommandHandler {
  readonly run: () => void
  /** What it acts on now: the name of a session or a document. */
  readonly target?: string
}

/** Who carries out what. A command without a handler does nothing, and its key goes where it would have gone. */
export interface CommandsState {
  readonly handlers: Readonly<Partial<Record<CommandId, CommandHandler>>>
  /** The last one that registered holds. Returns what takes it away again. */
  register(id: CommandId, run: () => void, target?: string): () => void
  /** False when nobody carries it out now. */
  run(id: CommandId): boolean
}

export type CommandsStore = StoreApi<CommandsState>

export function createCommandsStore(): CommandsStore {
  return createStore<CommandsState>()((set, get) => ({
    handlers: {},
    register(id, run, target) {
      const handler = target === undefined ? { run } : { run, target }
      set({ handlers: { ...get().handlers, [id]: handler } })
      return () => {
        const { [id]: present, ...rest } = get().handlers
        if (present === handler) set({ handlers: rest })
      }
    },
    run(id) {
      const handler = get().handlers[id]
      handler?.run()
      return handler !== undefined
    },
  }))
}
