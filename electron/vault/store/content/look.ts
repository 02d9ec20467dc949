import { readdir, stat } from 'node:fs/promises'
import { isMissing } from './file-errors.ts'

/** The names in a folder; none when it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Bytes of a file; undefined when it is not there. */
export async function sizeOf(file: string): Promise<number | undefined> {
  return (await factsOf(file))?.size
}

/** Bytes of a file, and when it was last written (ms, our clock); undefined when it is not there. */
export async function factsOf(file: string): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
  try {
    return await stat(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
