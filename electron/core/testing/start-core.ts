import type { AppContract } from '../../../shared/contract/index.ts'
import type { SessionList } from '../../../shared/domain/session.ts'
import type { SessionsChange } from '../../../shared/domain/session-changes.ts'
import { applyChange } from '../../../shared/domain/session-changes.ts'
import type { CallOptions, Client } from '../../../shared/wire/client.ts'
import { connect } from '../../../shared/wire/client.ts'
import { portPair } from '../../../shared/wire/port.ts'
import type { StartLocalServer } from '../connections/local-server.ts'
import type { Core } from '../core.ts'
import { createCore } from '../core.ts'
import type { Host, Keystore } from '../host.ts'
import { noKeystore } from '../host.ts'
import { createLog } from '../log.ts'
import type { Clock } from '../scheduler/clock.ts'
import type { MemoryRecords } from './memory-records.ts'
import { memoryRecords } from './memory-records.ts'

/** A core with a window's client, in this process. */
export interface TestCore {
  readonly core: Core
  readonly client: Client<AppContract>
  readonly records: MemoryRecords
  /** Addresses that were opened outside. */
  readonly opened: string[]
  readonly logged: string[]
  close(): Promise<void>
}

export interface TestCoreOptions {
  readonly startLocalServer?: StartLocalServer
  readonly records?: MemoryRecords
  /** None when absent. */
  readonly keystore?: Keystore
  readonly clock?: Clock
  /** Hardly any time when absent. */
  readonly pauseLooks?: readonly number[]
  /** False for a window that nobody sees. */
  readonly visible?: boolean
}

/** Without `startLocalServer` this computer cannot run sandboxes. */
export function startTestCore(options: TestCoreOptions = {}): TestCore {
  const records = options.records ?? memoryRecords()
  const opened: string[] = []
  const logged: string[] = []
  const host: Host = {
    kind: 'browser',
    platform: 'linux',
    openExternal: async (url) => {
      opened.push(url)
    },
    keystore: options.keystore ?? noKeystore,
  }
  const core = createCore({
    dataFolder: '/data',
    version: '1.2.3',
    host,
    records,
    startLocalServer:
      options.startLocalServer ??
      (async () => ({
        status: 'failed',
        probe: { status: 'failed', cause: 'not-linux', sentence: 'Sandboxes need Linux.' },
      })),
    ...(options.clock ? { clock: options.clock } : {}),
    pauseLooks: options.pauseLooks ?? [1, 1, 1],
    log: createLog((line) => logged.push(line)),
  })
  const [mine, theirs] = portPair()
  core.serve(theirs)
  const client = connect<AppContract>(mine)
  if (options.visible ?? true) void attend(client)
  return {
    core,
    client,
    records,
    opened,
    logged,
    async close() {
      client.close()
      await core.close()
    },
  }
}

/** As a window that a person sees. */
async function attend(client: Client<AppContract>): Promise<void> {
  try {
    for await (const _ of client.stream('app.attend', { focused: true }));
  } catch {
    // The test is over.
  }
}

/** All lists of sessions, at once and after each change, as the window has them. Ends with the signal, or the wire. */
export async function* sessionLists(
  client: Client<AppContract>,
  options: CallOptions = {},
): AsyncGenerator<readonly SessionList[], void, void> {
  yield* listsAfter(client.stream('sessions.watch', undefined, options))
}

/** The lists after each change that stands by itself. */
export async function* listsAfter(
  changes: AsyncIterable<SessionsChange>,
): AsyncGenerator<readonly SessionList[], void, void> {
  let lists: readonly SessionList[] = []
  for await (const change of changes) {
    lists = applyChange(lists, change)
    if (!change.more) yield lists
  }
}

/** The first item of a stream for which this holds. */
export async function firstThat<T>(items: AsyncIterable<T>, holds: (item: T) => boolean): Promise<T> {
  for await (const item of items) if (holds(item)) return item
  throw new Error('The stream ended before it came.')
}
