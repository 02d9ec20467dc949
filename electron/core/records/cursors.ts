import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { VaultCaller } from './caller.ts'

/** Where workflows stand that are not over. */
export interface CursorRecords {
  /** The one that has not moved for longest first. */
  list(): Promise<readonly WorkflowCursor[]>
  /** Replaces the one of this id. */
  put(cursor: WorkflowCursor): Promise<void>
  remove(id: string): Promise<void>
}

export function cursorRecords(vault: VaultCaller): CursorRecords {
  return {
    list: () => vault.call('cursors.list', undefined),
    put: (cursor) => vault.call('cursors.put', cursor),
    remove: (id) => vault.call('cursors.remove', { id }),
  }
}
