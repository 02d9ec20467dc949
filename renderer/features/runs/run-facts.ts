import type { Run } from '../../../shared/domain/run.ts'

/** It ran to an end that is known, and its output came whole: an empty one says something then. */
export function isWhole({ state }: Run): boolean {
  return state.name === 'settled' && state.facts.output.kind === 'complete' && state.facts.error === undefined
}
