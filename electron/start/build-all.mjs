// @ts-check
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'
import { StartError } from './say.mjs'

/** The bundles of electron/vite.config.ts, one Vite mode each. */
export const modes = /** @type {const} */ (['main', 'preload', 'node'])

/**
 * Makes everything below `out/`: main and preload for Electron, the bundles that run under Node 24, the window, and the Python files
 * that go into sandboxes.
 * @param {string} folder the project
 * @throws {StartError}
 */
export async function buildAll(folder) {
  const out = path.join(folder, 'out')
  rmSync(path.join(out, 'built-from'), { force: true })
  for (const mode of modes) await bundle(mode, path.join(folder, 'electron', 'vite.config.ts'), mode)
  await bundle('the window', path.join(folder, 'renderer', 'vite.config.ts'), 'production')
  copyPython(path.join(folder, 'shared', 'supervisor'), path.join(out, 'supervisor'))
}

/**
 * @param {string} title
 * @param {string} configFile
 * @param {string} mode
 */
async function bundle(title, configFile, mode) {
  try {
    await build({ configFile, mode, logLevel: 'warn' })
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new StartError(`The build of ${title} failed.\n${words}`)
  }
}

/**
 * @param {string} from
 * @param {string} to emptied first
 */
function copyPython(from, to) {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from).filter((file) => file.endsWith('.py')))
    cpSync(path.join(from, name), path.join(to, name))
}
