import { toErrorData } from '../../../shared/domain/errors.ts'
import type { Records } from '../records/records.ts'

/** What is wrong with the store, as sentences for a person; undefined when nothing is known to be. */
export async function storeProblem(records: Pick<Records, 'status'>): Promise<string | undefined> {
  try {
    const { movedAside, damaged } = await records.status()
    const sentences = [movedAside, damaged].filter((sentence) => sentence !== undefined)
    return sentences.length === 0 ? undefined : sentences.join(' ')
  } catch (error) {
    return toErrorData(error).message
  }
}
