import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { EnvVariable, RunOptions } from '../../shared/domain/run-options.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'

/** What runs of sessions begin with, as far as it was asked for. Calls reject with `AppError`. */
export interface RunOptionsState {
  readonly bySession: Readonly<Record<string, RunOptions>>
  read(session: SessionRef): Promise<RunOptions>
  write(session: SessionRef, options: WrittenRunOptions): Promise<void>
}

/** A secret without a value keeps the one that it has. */
export interface WrittenRunOptions {
  readonly workDir?: string
  readonly env: readonly Pick<EnvVariable, 'name' | 'value' | 'secret'>[]
}

export type RunOptionsStore = StoreApi<RunOptionsState>

export function createRunOptionsStore(client: Client<AppContract>): RunOptionsStore {
  return createStore<RunOptionsState>()((set, get) => {
    function keep(session: SessionRef, options: RunOptions): RunOptions {
      set({ bySession: { ...get().bySession, [sessionKey(session)]: options } })
      return options
    }
    const only = ({ connectionId, sessionId }: SessionRef) => ({ connectionId, sessionId })
    return {
      bySession: {},
      read: async (session) => keep(session, await client.call('runOptions.read', { session: only(session) })),
      async write(session, { workDir, env }) {
        const wanted = { env: env.map((variable) => ({ ...variable })), ...(workDir === undefined ? {} : { workDir }) }
        keep(session, await client.call('runOptions.write', { session: only(session), ...wanted }))
      },
    }
  })
}
