import { once } from 'node:events'
import type { ServerArguments } from '../arguments.ts'

/**
 * Resolves when somebody wants this process to end, with what says so: a signal, or the end of standard input with
 * `--parent-pipe`. A second signal of the same kind ends it at once, as the system does it.
 */
export function endRequest({ parentPipe }: Pick<ServerArguments, 'parentPipe'>): Promise<string> {
  const requests = (['SIGTERM', 'SIGINT', 'SIGHUP'] as const).map((signal) => once(process, signal).then(() => signal))
  if (!parentPipe) return Promise.race(requests)
  process.stdin.on('error', () => undefined)
  process.stdin.resume()
  return Promise.race([...requests, once(process.stdin, 'close').then(() => 'its parent has gone')])
}
