import type { SessionRef } from '../../../../shared/domain/session.ts'
import type { WorkflowKind } from '../../../../shared/domain/workflow-kind.ts'
import { openRecords } from '../../testing/records-on-disk.ts'
import { startCore, watchCursors } from './core-on-disk.ts'
import { tell } from './stories.ts'

/** What this process is told in its one argument, as JSON. */
export interface KilledCore {
  readonly folder: string
  readonly kind: WorkflowKind
  readonly ref: SessionRef
  /** The write of a cursor at which it dies, from 0, and whether that was on disk. */
  readonly die?: { readonly at: number; readonly when: 'before' | 'after' }
}

// A process of main with its vault: does one thing, and dies at a point by SIGKILL, or is killed from outside.
const { folder, kind, ref, die } = JSON.parse(process.argv[2] ?? '') as KilledCore
const { records } = openRecords(folder)
let writes = -1
const core = startCore(
  watchCursors(records, (when) => {
    if (when === 'before') writes += 1
    if (die && writes === die.at && when === die.when) process.kill(process.pid, 'SIGKILL')
  }),
)
await tell(core.client, kind, ref)
process.stdout.write('It came to its end.\n')
process.exit(0)
