// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'vite'

/** Bundles for Node 16 and Chromium 108, which both know ES2022 and nothing newer. */
const folders = ['out/main', 'out/renderer']

/**
 * Looks for syntax newer than ES2022 in what was built. The build lowers our own; this finds a target that was lost.
 * @param {string} folder the project
 * @returns {string[]} complaints
 */
export function checkBundles(folder) {
  return folders.flatMap((name) => {
    const files = readdirSync(path.join(folder, name), { recursive: true, encoding: 'utf8' })
    const scripts = files.filter((file) => /\.(js|cjs)$/.test(file))
    if (scripts.length === 0) return [`There is no bundle in ${name}.`]
    return scripts.flatMap((file) => {
      const found = newerSyntax(file, readFileSync(path.join(folder, name, file), 'utf8'))
      return found === undefined ? [] : [`${name}/${file} has ${found}, which is newer than ES2022.`]
    })
  })
}

/**
 * @param {string} file its ending decides between a script and a module
 * @param {string} text
 * @returns {string | undefined} what is newer, or undefined
 */
export function newerSyntax(file, text) {
  const { program, errors } = parseSync(file, text)
  if (errors[0] !== undefined) return `a syntax error (${errors[0].message})`
  /** @type {unknown[]} */
  const open = [program]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const found = Array.isArray(node) ? undefined : newerNode(/** @type {Record<string, unknown>} */ (node))
    if (found !== undefined) return found
    for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) open.push(value)
  }
  return undefined
}

/**
 * @param {Record<string, unknown>} node of the syntax tree
 * @returns {string | undefined}
 */
function newerNode({ type, kind, regex, attributes, phase }) {
  if (type === 'Decorator' || type === 'AccessorProperty') return 'a decorator'
  if (type === 'VariableDeclaration' && /using/.test(String(kind))) return 'a using declaration'
  if (typeof regex === 'object' && regex !== null && 'flags' in regex && String(regex.flags).includes('v')) {
    return 'a regular expression with the flag v'
  }
  if (Array.isArray(attributes) && attributes.length > 0 && String(type).startsWith('Import'))
    return 'an import attribute'
  return phase === 'defer' || phase === 'source' ? 'an import phase' : undefined
}
