import type { SupervisorClient } from './client.ts'
import { SupervisorError } from './errors.ts'

/** Not more at once: what waits in front of the disk is held in memory, here and in the sandbox. */
const partBytes = 1024 * 1024

/**
 * Writes a file of any size; what was there is replaced at once, when all of it has come, or not at all. Parents are
 * made, links followed, a mode that exists is kept.
 *
 * @param path absolute, inside the sandbox.
 * @param content taken no faster than it is written. When it throws, nothing has changed.
 * @throws SupervisorError with the system's words, SandboxEndedError.
 */
export async function writeFileInParts(
  supervisor: SupervisorClient,
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const { transfer } = (await supervisor.request('begin', { path })).header
  try {
    for await (const piece of content) {
      for (let at = 0; at < piece.length; at += partBytes) {
        await supervisor.request('part', { transfer }, piece.subarray(at, at + partBytes))
      }
    }
  } catch (error) {
    // A part says only that it was not taken; why, the end of the transfer says.
    if (error instanceof SupervisorError) await supervisor.request('commit', { transfer })
    else supervisor.request('abort', { transfer }).catch(() => undefined)
    throw error
  }
  await supervisor.request('commit', { transfer })
}
