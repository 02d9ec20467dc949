// @ts-check
import { rmSync } from 'node:fs'
import { ensureBubblewrap } from '../../electron/start/ensure-bubblewrap.mjs'
import { ensureBuild } from '../../electron/start/ensure-build.mjs'
import { projectFolder } from '../../electron/start/project.mjs'
import { say } from '../../electron/start/say.mjs'
import { readSources } from './architecture/sources.mjs'
import { reportsFolder } from './playwright-step.mjs'
import { findProofs, proveVariable } from './proofs.mjs'
import { failedStep, printSum } from './result.mjs'
import { runVitest } from './vitest-step.mjs'

/**
 * Runs the long forms of all proofs, and prints the sum as the last line.
 * @param {readonly string[]} parts of file names: only those proofs; none means all
 * @returns {Promise<number>} exit code
 */
export async function runProofs(parts) {
  const files = findProofs(readSources(projectFolder), parts)
  if (files.length === 0) {
    say(`No proof has ${parts.join(' or ')} in its name.`)
    return 2
  }
  rmSync(reportsFolder, { recursive: true, force: true })
  await ensureBuild(projectFolder)
  await ensureBubblewrap()
  say(`Proofs, in their long form:\n  ${files.join('\n  ')}`)
  const name = 'proofs'
  const choice = { name, files, reporter: /** @type {const} */ ('verbose'), env: { [proveVariable]: '1' } }
  return printSum([await runVitest(choice).catch((error) => failedStep(name, error))])
}
