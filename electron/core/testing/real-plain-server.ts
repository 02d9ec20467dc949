import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlainOptions } from '../../local-server/plain/options.ts'
import type { PlainServer } from '../../local-server/plain/plain-server.ts'
import { startPlainServer } from '../../local-server/plain/plain-server.ts'
import { referenceProfile } from '../../local-server/plain/profile.ts'
import { openBubblewrap } from '../../local-server/runtimes/bubblewrap/probe.ts'
import { defaultLimits } from '../../local-server/runtimes/limits/limits.ts'
import type { Runtime } from '../../local-server/runtimes/runtime.ts'

/**
 * The reference server over real sandboxes, with all its traps, in this process. Only what costs time for its own sake is
 * left out: warm sandboxes that nobody asked for, and the price of an execute.
 */
export async function realPlainServer(options: PlainOptions = {}): Promise<PlainServer> {
  const times = { executeCost: 0, held: 100, ...options.times }
  return await startPlainServer({ warm: 0, ...options, times })
}

/** What several such servers, one after the other, can share: to open it takes far longer than to start a server. */
export interface PlainRuntime {
  readonly runtime: Runtime
  close(): Promise<void>
}

export async function openPlainRuntime(): Promise<PlainRuntime> {
  const folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-plain-test-'))
  const { runtime } = await openBubblewrap(folder, defaultLimits, console.error, referenceProfile)
  if (runtime === undefined) throw new Error('This computer cannot run sandboxes.')
  return {
    runtime,
    async close() {
      await runtime.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
