import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { projectFolder } from '../fixtures/environment.ts'
import { report, rounded } from './measure.ts'

// Sizes over the wire of the built window: gzip at its usual level, KB of 1000.

const rendererFolder = path.join(projectFolder, 'out', 'renderer')
const assets = path.join(rendererFolder, 'assets')

const gzipKb = (file: string): number => gzipSync(readFileSync(file)).byteLength / 1000

/** Names of the files below assets/ that the page loads before it does anything: its scripts and all they import. */
function initialScripts(): readonly string[] {
  const html = readFileSync(path.join(rendererFolder, 'index.html'), 'utf8')
  const waiting = [...html.matchAll(/(?:src|href)="[^"]*\/?assets\/([^"/]+\.js)"/g)].map((match) => match[1] ?? '')
  const found = new Set<string>()
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    waiting.push(...staticImports(readFileSync(path.join(assets, name), 'utf8')))
  }
  if (found.size === 0) throw new Error('index.html names no script')
  return [...found]
}

/** `import … from "./x.js"`, `import "./x.js"` and `export … from "./x.js"`, but no `import("./x.js")`. */
function staticImports(code: string): readonly string[] {
  return [...code.matchAll(/(?:\bimport|\bfrom)\s*["']\.\/([^"']+\.js)["']/g)].map((match) => match[1] ?? '')
}

const initial = initialScripts()
const initialSizes = Object.fromEntries(initial.map((name) => [name, rounded(gzipKb(path.join(assets, name)))]))
const initialKb = Object.values(initialSizes).reduce((sum, size) => sum + size, 0)
report({
  name: 'initial JavaScript, gzip',
  value: rounded(initialKb),
  unit: 'KB',
  target: '<= 250',
  met: initialKb <= 250,
  comparedWith: null,
  details: initialSizes,
})

// What holds Monaco's core, wherever the bundler put it: a name of its own that survives minifying.
const monacoSizes = Object.fromEntries(
  readdirSync(assets)
    .filter((name) => name.endsWith('.js') && !name.includes('worker'))
    .filter((name) => readFileSync(path.join(assets, name), 'utf8').includes('standaloneColorizer'))
    .map((name) => [name, rounded(gzipKb(path.join(assets, name)))]),
)
const monacoMb = Object.values(monacoSizes).reduce((sum, size) => sum + size, 0) / 1000
report({
  name: 'Monaco chunk, gzip',
  value: rounded(monacoMb),
  unit: 'MB',
  target: '<= 0.9, and not among the initial files',
  met: monacoMb > 0 && monacoMb <= 0.9 && !initial.some((name) => name in monacoSizes),
  comparedWith: null,
  details: monacoSizes,
})
