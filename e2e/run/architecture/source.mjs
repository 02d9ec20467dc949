// @ts-check
import path from 'node:path'
import { parseSync } from 'vite'

/**
 * @typedef {object} Import
 * @property {string} target path in the project ("shared/wire/port.ts") for a relative import, else the package or "node:fs"
 * @property {boolean} typeOnly nothing of it is left when the code runs
 */

/**
 * @typedef {object} Source
 * @property {string} file path in the project, with "/"
 * @property {string} text
 * @property {string} code the text with blanks instead of comments, so that places stay the same
 * @property {string[]} comments
 * @property {Import[]} imports
 * @property {boolean} isTest a test, or what only tests use
 */

const script = /\.(ts|tsx|mts|mjs|cjs|js)$/

/**
 * Reads one file. Of files that are no scripts only comments of CSS are known.
 * @param {string} file path in the project
 * @param {string} text
 * @returns {Source}
 * @throws when a script has a syntax error
 */
export function readSource(file, text) {
  const isTest = /\.test\.tsx?$|\.spec\.ts$|(^|\/)(testing|fixtures)\//.test(file)
  if (!script.test(file)) return { file, text, imports: [], isTest, ...withoutCssComments(file, text) }
  // The file's real name would make the parser take .mjs for plain JavaScript; JSX is known only in .tsx.
  const parsed = parseSync(file, text)
  const [error] = parsed.errors
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  let code = text
  for (const { start, end } of parsed.comments)
    code = code.slice(0, start) + blank(text.slice(start, end)) + code.slice(end)
  return {
    file,
    text,
    code,
    comments: parsed.comments.map(({ value }) => value),
    imports: readImports(file, code, parsed.module),
    isTest,
  }
}

/**
 * @param {string} file
 * @param {string} code
 * @param {import('vite').ParseResult['module']} module
 * @returns {Import[]}
 */
function readImports(file, code, module) {
  /** @type {Import[]} */
  const imports = []
  /**
   * @param {string} specifier
   * @param {boolean} typeOnly
   */
  const add = (specifier, typeOnly) => imports.push({ target: resolve(file, specifier), typeOnly })
  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType))
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest !== null) add(moduleRequest.value, isType)
  }
  const dynamicStarts = new Set(module.dynamicImports.map(({ start }) => start))
  for (const found of code.matchAll(/\bimport\(\s*(['"`])([^'"`$]+)\1/g))
    add(found[2] ?? '', !dynamicStarts.has(found.index))
  for (const found of code.matchAll(/\b(?:require|require\.resolve)\(\s*(['"])([^'"]+)\1/g)) add(found[2] ?? '', false)
  return imports
}

/**
 * @param {string} file
 * @param {string} specifier
 * @returns {string}
 */
function resolve(file, specifier) {
  const [plain = specifier] = specifier.split('?')
  if (plain.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(file), plain))
  if (plain.startsWith('node:')) return plain
  const parts = plain.split('/')
  return plain.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? plain)
}

/**
 * @param {string} file
 * @param {string} text
 */
function withoutCssComments(file, text) {
  if (!file.endsWith('.css')) return { code: text, comments: [] }
  const comments = [...text.matchAll(/\/\*[\s\S]*?\*\//g)].map(([comment]) => comment)
  return { code: text.replaceAll(/\/\*[\s\S]*?\*\//g, blank), comments }
}

/** @param {string} text */
function blank(text) {
  return text.replaceAll(/[^\n]/g, ' ')
}
