// @ts-check
import { ensurePackages } from './ensure-packages.mjs'
import { projectFolder } from './project.mjs'
import { isNode24, runAgainUnderNode24 } from './under-node-24.mjs'

/**
 * What every command does first: packages, then itself again on Node 24. Only files that import nothing but `node:` may come before.
 * @returns {Promise<number | undefined>} a number: the command has run already, on Node 24, with this exit code. undefined: go on
 */
export async function prepare() {
  await ensurePackages(projectFolder)
  return isNode24() ? undefined : runAgainUnderNode24()
}
