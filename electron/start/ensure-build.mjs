// @ts-check
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { oneAtATime } from './one-at-a-time.mjs'
import { memoryFolder } from './project.mjs'
import { say, step } from './say.mjs'
import { hashSources } from './source-hash.mjs'

/** What a finished build leaves in `out/`. */
export const outputs = [
  'main/main.cjs',
  'main/preload.cjs',
  'node/vault.mjs',
  'node/local-server.mjs',
  'node/browser-host.mjs',
  'supervisor/supervisor.py',
  'renderer/index.html',
]

/**
 * Says why the build in `out/` cannot be used.
 * @param {string} folder the project
 * @param {string} hash of the sources as they are now
 * @returns {string | undefined} undefined: it can
 */
export function findStaleBuild(folder, hash) {
  const missing = outputs.find((name) => !existsSync(path.join(folder, 'out', name)))
  if (missing !== undefined) return `out/${missing} is missing`
  try {
    return readFileSync(stampFile(folder), 'utf8') === hash ? undefined : 'the sources have changed'
  } catch {
    return 'the last build did not end'
  }
}

/**
 * Builds when the build is missing or older than the sources. When another start is building, waits for it and uses what it made.
 * @param {string} folder the project
 * @returns {Promise<boolean>} whether it built
 */
export async function ensureBuild(folder) {
  if (findStaleBuild(folder, hashSources(folder)) === undefined) return false
  const build = async () => {
    const hash = hashSources(folder)
    const reason = findStaleBuild(folder, hash)
    if (reason === undefined) return false
    const { buildAll } = await import('./build-all.mjs')
    await step(`Building (${reason})`, () => buildAll(folder))
    // Written last and whole: a build that was cut short is stale.
    mkdirSync(path.join(folder, 'out'), { recursive: true })
    writeFileSync(`${stampFile(folder)}.new`, hash)
    renameSync(`${stampFile(folder)}.new`, stampFile(folder))
    return true
  }
  return oneAtATime(path.join(memoryFolder, 'building'), build, () =>
    say('Waiting for another start that is building …'),
  )
}

/** @param {string} folder */
function stampFile(folder) {
  return path.join(folder, 'out', 'built-from')
}
