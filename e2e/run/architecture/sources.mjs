// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readSource } from './source.mjs'

const folders = ['shared', 'electron', 'renderer', 'e2e']
const files = ['electron-builder.yml', 'package.json']
const known = /\.(ts|tsx|mjs|cjs|css|yml|json|html)$/
/** Not sources: packages, and what builds and tests leave behind. */
const skipped = new Set(['node_modules', 'out', '__pycache__'])

/**
 * Reads every source file. Git is not asked: it refuses a folder that belongs to somebody else, as on many build machines.
 * @param {string} folder the project
 * @returns {import('./source.mjs').Source[]}
 */
export function readSources(folder) {
  const names = [...files, ...folders.flatMap((name) => [...walk(folder, name)])]
  return names.map((name) => readSource(name, readFileSync(path.join(folder, name), 'utf8')))
}

/**
 * @param {string} folder
 * @param {string} name
 * @returns {Generator<string>}
 */
function* walk(folder, name) {
  for (const entry of readdirSync(path.join(folder, name), { withFileTypes: true })) {
    const inner = `${name}/${entry.name}`
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* walk(folder, inner)
    else if (entry.isFile() && known.test(entry.name)) yield inner
  }
}
