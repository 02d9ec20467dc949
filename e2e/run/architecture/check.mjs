// @ts-check
import { importRules } from './import-rules.mjs'
import { textRules } from './text-rules.mjs'

/**
 * @typedef {import('./source.mjs').Source} Source
 */

/** Where the bundle of Electron's main process begins. */
const mainEntries = ['electron/shell/main.ts', 'electron/shell/preload.ts']

/**
 * Holds every file against every rule.
 * @param {readonly Source[]} sources
 * @returns {string[]} complaints: file, rule, what was found
 */
export function check(sources) {
  const inMain = reachable(sources, mainEntries)
  return sources.flatMap((source) => [...checkImports(source), ...checkText(source, inMain)])
}

/**
 * @param {Source} source
 * @returns {string[]}
 */
function checkImports({ file, imports, isTest }) {
  const complaints = []
  for (const { name, files, only, never = [], typesOnly = [], tests = false } of importRules) {
    if (isTest && !tests) continue
    const groups = matchFiles(files, file)
    if (groups === undefined) continue
    /** @param {string} pattern */
    const fill = (pattern) => pattern.replace('{1}', groups[0] ?? '')
    for (const { target, typeOnly } of imports) {
      const matches = (/** @type {string} */ pattern) => toExpression(fill(pattern)).test(target)
      const forbidden =
        never.some(matches) || (only !== undefined && !only.some(matches)) || (!typeOnly && typesOnly.some(matches))
      if (forbidden) complaints.push(`${file}: imports ${target}, but ${name}`)
    }
  }
  return complaints
}

/**
 * @param {Source} source
 * @param {ReadonlySet<string>} inMain
 * @returns {string[]}
 */
function checkText(source, inMain) {
  const complaints = []
  for (const rule of textRules) {
    if (source.isTest && rule.tests !== true) continue
    if (rule.inMain === true && !inMain.has(source.file)) continue
    if (matchFiles(rule.files, source.file) === undefined) continue
    const texts = rule.where === 'comments' ? source.comments : [rule.where === 'text' ? source.text : source.code]
    for (const text of texts) {
      for (const pattern of rule.patterns) {
        const found = pattern.exec(text)
        if (found === null) continue
        const place =
          rule.where === 'comments' ? source.file : `${source.file}:${text.slice(0, found.index).split('\n').length}`
        complaints.push(`${place}: "${found[0].trim().slice(0, 60)}", but ${rule.name}`)
      }
    }
  }
  return complaints
}

/**
 * Files that are loaded from these entries, types left out.
 * @param {readonly Source[]} sources
 * @param {readonly string[]} entries
 * @returns {Set<string>}
 */
function reachable(sources, entries) {
  const byFile = new Map(sources.map((source) => [source.file, source]))
  const seen = new Set(entries)
  for (const file of seen) {
    for (const { target, typeOnly } of byFile.get(file)?.imports ?? []) if (!typeOnly) seen.add(target)
  }
  return seen
}

/**
 * @param {readonly string[]} patterns the first one that fits decides what "{*}" stood for; one with "!" takes out
 * @param {string} file
 * @returns {string[] | undefined} undefined: the rule does not apply
 */
function matchFiles(patterns, file) {
  if (patterns.some((pattern) => pattern.startsWith('!') && toExpression(pattern.slice(1)).test(file))) return undefined
  for (const pattern of patterns) {
    const match = pattern.startsWith('!') ? null : toExpression(pattern).exec(file)
    if (match !== null) return match.slice(1)
  }
  return undefined
}

/**
 * "**" any depth, "*" within one name, "{*}" the same and remembered.
 * @param {string} pattern
 * @returns {RegExp}
 */
function toExpression(pattern) {
  const source = pattern
    .replaceAll(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll('{*}', '([^/]+)')
    .replaceAll('**/', '\u0000')
    .replaceAll('**', '.*')
    .replaceAll(/(?<![.\]])\*/g, '[^/]*')
    .replaceAll('\u0000', '(?:.*/)?')
  return new RegExp(`^${source}$`)
}
