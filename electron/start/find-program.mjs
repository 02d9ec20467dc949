// @ts-check
import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Path of a program on PATH, or undefined.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined}
 */
export function findProgram(name, environment = process.env) {
  for (const folder of (environment.PATH ?? '').split(path.delimiter)) {
    if (folder === '') continue
    const file = path.join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      if (statSync(file).isFile()) return file
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}
