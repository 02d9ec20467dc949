import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { Connection, ConnectionFigures, NewConnection } from '../../shared/domain/connection.ts'
import type { CheckStep } from '../../shared/domain/connection-check.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { Client } from '../../shared/wire/client.ts'
import { watch } from './watch.ts'

/** The servers of the person, this computer first. */
export interface ConnectionsState {
  /** Undefined until the first answer. */
  readonly list?: readonly Connection[]
  /** Ids that are being asked now because the person wanted to. */
  readonly checking: ReadonlySet<string>
  /** Why the last check of an id failed, when the check itself could not be made. */
  readonly problems: Readonly<Record<string, ErrorData>>
  /** Follows them until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void>
  /** Checked first; rejects with `AppError` and keeps nothing when that fails. */
  add(input: NewConnection, signal?: AbortSignal): Promise<Connection>
  /** The same for one that is kept. */
  change(connectionId: string, input: NewConnection, signal?: AbortSignal): Promise<Connection>
  /**
   * Checks it step by step and keeps nothing. Resolves at the end of the check, or when aborted; rejects with `AppError`
   * when it could not be made.
   */
  checkSteps(
    input: NewConnection,
    connectionId: string | undefined,
    onSteps: (steps: readonly CheckStep[]) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** What encrypts tokens on this computer; undefined when nothing does, or it was not asked yet. */
  readonly keystore?: string
  /** Never rejects. */
  askKeystore(): Promise<void>
  /** What its pool has now. Rejects with `AppError`. */
  figures(connectionId: string, signal?: AbortSignal): Promise<ConnectionFigures>
  /** Rejects with `AppError`. */
  remove(connectionId: string): Promise<void>
  /** Asks again now. Never rejects: the outcome is the connection's status. */
  check(connectionId: string): Promise<void>
}

export type ConnectionsStore = StoreApi<ConnectionsState>

export function createConnectionsStore(client: Client<AppContract>): ConnectionsStore {
  return createStore<ConnectionsState>()((set, get) => ({
    checking: new Set(),
    problems: {},
    follow: (signal) => watch(client, 'connections.watch', undefined, { signal, onItem: (list) => set({ list }) }),
    add: (input, signal) => client.call('connections.add', { ...input }, signal ? { signal } : {}),
    change: (connectionId, input, signal) =>
      client.call('connections.change', { ...input, connectionId }, signal ? { signal } : {}),
    async checkSteps(input, connectionId, onSteps, signal) {
      const wanted = { ...input, ...(connectionId === undefined ? {} : { connectionId }) }
      for await (const steps of client.stream('connections.checkSteps', wanted, { signal }))
        if (!signal.aborted) onSteps(steps)
    },
    figures: (connectionId, signal) => client.call('connections.figures', { connectionId }, signal ? { signal } : {}),
    async askKeystore() {
      const { name } = await client.call('connections.keystore', undefined).catch(() => ({ name: undefined }))
      if (name !== undefined) set({ keystore: name })
    },
    remove: (connectionId) => client.call('connections.remove', { connectionId }),
    async check(connectionId) {
      if (get().checking.has(connectionId)) return
      const { [connectionId]: _old, ...problems } = get().problems
      set({ checking: new Set([...get().checking, connectionId]), problems })
      try {
        const checked = await client.call('connections.check', { connectionId })
        set({ list: (get().list ?? []).map((one) => (one.id === checked.id ? checked : one)) })
      } catch (thrown) {
        if (!isAppError(thrown, 'cancelled'))
          set({ problems: { ...get().problems, [connectionId]: toErrorData(thrown) } })
      } finally {
        const checking = new Set(get().checking)
        checking.delete(connectionId)
        set({ checking })
      }
    },
  }))
}
