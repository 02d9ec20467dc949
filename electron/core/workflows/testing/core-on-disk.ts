import type { AppContract } from '../../../../shared/contract/index.ts'
import type { Client } from '../../../../shared/wire/client.ts'
import { connect } from '../../../../shared/wire/client.ts'
import { portPair } from '../../../../shared/wire/port.ts'
import type { StartLocalServer } from '../../connections/local-server.ts'
import { createCore } from '../../core.ts'
import { noKeystore } from '../../host.ts'
import { createLog } from '../../log.ts'
import type { Records } from '../../records/records.ts'

/** An application without a window, on these records. */
export interface CoreOnDisk {
  readonly client: Client<AppContract>
  readonly logged: readonly string[]
  close(): Promise<void>
}

/** Without `startLocalServer` this computer cannot run sandboxes. */
export function startCore(records: Records, startLocalServer?: StartLocalServer): CoreOnDisk {
  const logged: string[] = []
  const core = createCore({
    dataFolder: '/data',
    version: '1.2.3',
    host: { kind: 'browser', platform: 'linux', openExternal: async () => undefined, keystore: noKeystore },
    records,
    startLocalServer:
      startLocalServer ??
      (async () => ({
        status: 'failed',
        probe: { status: 'failed', cause: 'not-linux', sentence: 'Sandboxes need Linux.' },
      })),
    pauseLooks: [1, 1, 1],
    log: createLog((line) => logged.push(line)),
  })
  const [mine, theirs] = portPair()
  core.serve(theirs)
  const client = connect<AppContract>(mine)
  return {
    client,
    logged,
    async close() {
      client.close()
      await core.close()
    },
  }
}

/** The same records; `around` is told of each write of a cursor before it is sent and after it is on disk. */
export function watchCursors(records: Records, around: (when: 'before' | 'after') => void): Records {
  const told = async (write: () => Promise<void>) => {
    around('before')
    await write()
    around('after')
  }
  return {
    ...records,
    cursors: {
      list: () => records.cursors.list(),
      put: (cursor) => told(() => records.cursors.put(cursor)),
      remove: (id) => told(() => records.cursors.remove(id)),
    },
  }
}
