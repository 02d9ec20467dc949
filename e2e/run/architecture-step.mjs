// @ts-check
import { projectFolder } from '../../electron/start/project.mjs'
import { check } from './architecture/check.mjs'
import { readSources } from './architecture/sources.mjs'
import { verdict } from './single-steps.mjs'

/**
 * Import rules and the other rules that Biome does not know. Counts as one test.
 * @returns {import('./result.mjs').StepResult}
 */
export function architectureStep() {
  return verdict('import rules', check(readSources(projectFolder)))
}
