import type { SavedConnection } from '../../vault/contract.ts'
import type { VaultCaller } from './caller.ts'

/** Connections that a person added. */
export interface ConnectionRecords {
  /** In the order in which they were added. */
  list(): Promise<readonly SavedConnection[]>
  /** Replaces the one of this id as a whole, its encrypted token included. */
  put(connection: SavedConnection): Promise<void>
  remove(id: string): Promise<void>
}

export function connectionRecords(vault: VaultCaller): ConnectionRecords {
  return {
    list: () => vault.call('connections.list', undefined),
    put: (connection) => vault.call('connections.put', connection),
    remove: (id) => vault.call('connections.remove', { id }),
  }
}
