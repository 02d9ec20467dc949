// @ts-check
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** A download that gets no byte for this long is given up: some networks let the request hang instead of refusing it. */
const silenceLimit = 10_000

/**
 * Fetches Electron's archive into the cache that its own package uses, and checks it against the hashes in that package.
 * The package's own download has no limit for silence, and prints nothing for half a minute.
 * @param {string} folder the project
 * @param {object} [options]
 * @param {number} [options.silence] milliseconds without a byte after which it is given up
 * @param {(percent: number) => void} [options.onProgress] 0 to 100
 * @param {string} [options.cacheFolder] default: the package's own
 * @returns {Promise<string>} the archive
 * @throws {Error} with a sentence when it is given up or refused
 */
export async function downloadElectron(folder, { silence = silenceLimit, onProgress, cacheFolder } = {}) {
  const electronRequire = createRequire(path.join(folder, 'node_modules', 'electron', 'package.json'))
  const { version } = electronRequire('./package.json')
  // It belongs to the package `electron`, so it is looked up from there.
  const { downloadArtifact } = await import(pathToFileURL(electronRequire.resolve('@electron/get')).href)
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), silence)
  try {
    return await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: electronRequire('./checksums.json'),
      ...(cacheFolder === undefined ? {} : { cacheRoot: cacheFolder }),
      downloadOptions: {
        quiet: true,
        signal: giveUp.signal,
        /** @param {{ percent: number }} progress */
        getProgressCallback: async ({ percent }) => {
          timer.refresh()
          onProgress?.(Math.floor(percent * 100))
        },
      },
    })
  } catch (error) {
    if (giveUp.signal.aborted) throw new Error(`no byte came for ${silence / 1000} seconds`, { cause: error })
    throw error
  } finally {
    clearTimeout(timer)
  }
}
