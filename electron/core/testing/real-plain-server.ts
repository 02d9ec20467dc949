import type { PlainOptions } from '../../local-server/plain/options.ts'
import type { PlainServer } from '../../local-server/plain/plain-server.ts'
import { startPlainServer } from '../../local-server/plain/plain-server.ts'

/**
 * The reference server over real sandboxes, with all its traps, in this process. Only what costs time for its own sake is
 * left out: warm sandboxes that nobody asked for, and the price of an execute.
 */
export async function realPlainServer(options: PlainOptions = {}): Promise<PlainServer> {
  const times = { executeCost: 0, ...options.times }
  return await startPlainServer({ warm: 0, ...options, times })
}
