import type { Readable } from 'node:stream'
import { openLogFile } from './log-file.ts'

/**
 * Writes what a child says on stderr to its log in the data folder. What cannot be written is read all the same, so that
 * the child never waits. Resolves when stderr has ended; never rejects.
 */
export async function logChild(dataFolder: string, name: string, stderr: Readable): Promise<void> {
  const log = openLogFile(dataFolder, name)
  try {
    for await (const chunk of stderr as AsyncIterable<Buffer>) log.write(chunk)
  } catch {
    // The pipe broke: the child has gone.
  }
  log.close()
}
