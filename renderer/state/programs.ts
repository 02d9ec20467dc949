import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { ProgramsAccess } from '../../shared/domain/programs.ts'
import type { Client } from '../../shared/wire/client.ts'

/** Whether this computer's server is open to other programs. */
export interface ProgramsState {
  /** Undefined until it was read. */
  readonly access?: ProgramsAccess
  /** It is being asked or changed. */
  readonly busy: boolean
  /** Why the last question or change failed. */
  readonly error?: ErrorData
  load(): Promise<void>
  open(port: number): Promise<void>
  close(): Promise<void>
}

export type ProgramsStore = StoreApi<ProgramsState>

export function createProgramsStore(client: Client<AppContract>): ProgramsStore {
  return createStore<ProgramsState>()((set, get) => {
    async function ask(call: () => Promise<ProgramsAccess>): Promise<void> {
      if (get().busy) return
      const { error: _old, ...rest } = get()
      set({ ...rest, busy: true }, true)
      try {
        set({ access: await call(), busy: false })
      } catch (thrown) {
        set({ busy: false, ...(isAppError(thrown, 'cancelled') ? {} : { error: toErrorData(thrown) }) })
      }
    }
    return {
      busy: false,
      load: () => ask(() => client.call('programs.read', undefined)),
      open: (port) => ask(() => client.call('programs.open', { port })),
      close: () => ask(() => client.call('programs.close', undefined)),
    }
  })
}
