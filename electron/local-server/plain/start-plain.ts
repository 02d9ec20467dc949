import type { RunningServer } from '../server.ts'
import type { PlainArguments } from './arguments.ts'
import { startPlainServer } from './plain-server.ts'

/** What the program needs of a server: the local one, or this. */
export interface Serving extends Omit<RunningServer, 'socket'> {
  /** This one has none. */
  readonly socket: string | undefined
}

/**
 * The reference server as the program runs it: it never ends by itself.
 *
 * @param port any free one when missing.
 * @throws as startPlainServer
 */
export async function startPlain(
  args: PlainArguments,
  port: number | undefined,
  onFault: (error: unknown) => void,
): Promise<Serving> {
  const server = await startPlainServer({ ...args, port: port ?? 0, onFault })
  return { socket: undefined, port: server.port, over: new Promise(() => undefined), stop: server.close }
}
