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
  await withNodeEnv('production', async () => {
    for (const mode of modes) await bundle(mode, path.join(folder, 'electron', 'vite.config.ts'), mode)
    await bundle('the window', path.join(folder, 'renderer', 'vite.config.ts'), 'production')
  })
  copyPython(path.join(folder, 'shared', 'supervisor'), path.join(out, 'supervisor'))
}

/**
 * Vite sets NODE_ENV for the whole process and leaves it set: tests started after a build would then run on React's production
 * files, which have no `act`. And a NODE_ENV that was set before would choose React's development files for the window.
 * @param {string} value
 * @param {() => Promise<void>} work
 */
export async function withNodeEnv(value, work) {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = value
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
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
