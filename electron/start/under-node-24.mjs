// @ts-check
import { existsSync } from 'node:fs'
import { node24 } from './project.mjs'
import { runCommand } from './run-command.mjs'
import { StartError } from './say.mjs'

/** Set for the second run, so that a Node that does not become 24 cannot start itself for ever. */
const marker = 'CLOUD_SANDBOX_UNDER_NODE_24'

/** Whether this process runs on Node 24 or later already. */
export function isNode24() {
  return Number(process.versions.node.split('.')[0]) >= 24
}

/**
 * Runs this very script again, with the same arguments, on the Node 24 that comes with the packages.
 * Needed because SQLite's package crashes older ones. Call it before anything that is not in `node:` is imported.
 * @returns {Promise<number>} the exit code of the second run
 * @throws {StartError} when that Node is missing
 */
export async function runAgainUnderNode24() {
  if (process.env[marker] !== undefined || !existsSync(node24)) {
    throw new StartError(
      `Node 24 is not in ${node24}. Its package brings it by an install script; scripts may be switched off for npm. ` +
        'Run "npm rebuild node", then start again.',
    )
  }
  return runCommand(node24, process.argv.slice(1), { env: { ...process.env, [marker]: '1' } })
}
