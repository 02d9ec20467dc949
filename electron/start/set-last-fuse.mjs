// @ts-check
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Marks the place of the fuses in Electron's executable. https://www.electronjs.org/docs/latest/tutorial/fuses */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
const known = 9
/** Place of WasmTrapHandlers: on, because WebAssembly is slower without. electron-builder 26 has no name for it. */
const wasmTrapHandlers = 8
const on = '1'.charCodeAt(0)

/**
 * Hook of electron-builder, run before it sets the fuses of electron-builder.yml.
 * @param {{ appOutDir: string, electronPlatformName: string, packager: { config: { electronFuses?: unknown }, executableName?: string, appInfo: { productFilename: string } } }} context
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  // The test build has none, because Playwright needs --inspect.
  if (packager.config.electronFuses == null) return
  const file = fuseFile(appOutDir, electronPlatformName, packager)
  writeFileSync(file, withLastFuse(readFileSync(file)))
}

/**
 * @param {Buffer} executable one with fuses; a universal one of macOS has them twice
 * @returns {Buffer} the same with WasmTrapHandlers on
 * @throws when it has other than nine fuses
 */
export function withLastFuse(executable) {
  const changed = Buffer.from(executable)
  let found = changed.indexOf(sentinel)
  if (found === -1) throw new Error('This Electron has no fuses.')
  for (; found !== -1; found = changed.indexOf(sentinel, found + 1)) {
    // After the sentinel: version, number of fuses, one character for each.
    const start = found + sentinel.length
    const count = changed[start + 1]
    if (count !== known) {
      throw new Error(
        `This Electron has ${count} fuses; ${known} are decided in electron-builder.yml and this file. Decide about the rest.`,
      )
    }
    changed[start + 2 + wasmTrapHandlers] = on
  }
  return changed
}

/**
 * @param {string} folder
 * @param {string} platform
 * @param {{ executableName?: string, appInfo: { productFilename: string } }} packager
 * @returns {string}
 */
function fuseFile(folder, platform, { executableName, appInfo }) {
  if (platform === 'win32') return path.join(folder, `${appInfo.productFilename}.exe`)
  if (platform !== 'darwin' && platform !== 'mas') return path.join(folder, executableName ?? appInfo.productFilename)
  const app = readdirSync(folder).find((name) => name.endsWith('.app'))
  if (app === undefined) throw new Error(`There is no application in ${folder}.`)
  return path.join(folder, app, 'Contents', 'Frameworks', 'Electron Framework.framework', 'Electron Framework')
}
