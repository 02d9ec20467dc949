// @ts-check
import { rmSync } from 'node:fs'
import { ensureBubblewrap } from '../../electron/start/ensure-bubblewrap.mjs'
import { ensureBuild } from '../../electron/start/ensure-build.mjs'
import { projectFolder } from '../../electron/start/project.mjs'
import { say } from '../../electron/start/say.mjs'
import { checkBundles } from './bundle-syntax.mjs'
import { findBrowser } from './find-browser.mjs'
import { findTestElectron } from './find-electron.mjs'
import { reportsFolder, runPlaywright } from './playwright-step.mjs'
import { failedStep, printSum } from './result.mjs'
import { programStep, securityStep, verdict } from './single-steps.mjs'
import { runVitest } from './vitest-step.mjs'

/**
 * @typedef {import('./result.mjs').StepResult} StepResult
 */

/**
 * Runs every step, also after one has failed, and prints the sum as the last line.
 * @returns {Promise<number>} exit code
 */
export async function runTests() {
  rmSync(reportsFolder, { recursive: true, force: true })
  /** @type {StepResult[]} */
  const results = []
  /**
   * @param {string} name
   * @param {() => Promise<StepResult>} work
   */
  const take = async (name, work) => {
    const began = Date.now()
    say(`\n── ${name}`)
    const result = await work().catch((error) => failedStep(name, error))
    say(
      `   ${name}: ${result.passed} passed, ${result.failures.length} failed, ${((Date.now() - began) / 1000).toFixed(1)} s`,
    )
    results.push(result)
  }

  await take('types', () => programStep('types', 'typescript/bin/tsc', ['-b', 'shared', 'electron', 'renderer', 'e2e']))
  await take('lint', () =>
    programStep('lint', '@biomejs/biome/bin/biome', ['check', '.', '--error-on-warnings', '--colors=off']),
  )
  await take('build', async () => {
    await ensureBuild(projectFolder)
    return verdict('build', checkBundles(projectFolder))
  })
  await ensureBubblewrap()
  await take('unit and component tests', runVitest)
  // Both are looked for first: the configuration of the end-to-end tests reads both names.
  const chromium = await findOrRemember(findBrowser)
  await take('end to end, browser host', async () => runPlaywright('browser', { E2E_CHROMIUM: chromium() }))
  const electron = await findOrRemember(findTestElectron)
  await take('end to end, Electron', async () =>
    runPlaywright('electron', { E2E_CHROMIUM: chromium(), E2E_ELECTRON: electron() }),
  )
  await take('security table', async () => securityStep(results))
  return printSum(results)
}

/**
 * Looks for a program that a later step needs. What went wrong fails that step, and no other.
 * @param {() => Promise<string>} find
 * @returns {Promise<() => string>} throws when it was not found
 */
async function findOrRemember(find) {
  try {
    const found = await find()
    return () => found
  } catch (error) {
    return () => {
      throw error
    }
  }
}
