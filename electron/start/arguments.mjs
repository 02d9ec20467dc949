// @ts-check
import path from 'node:path'
import { StartError } from './say.mjs'

/**
 * @typedef {object} StartArguments
 * @property {boolean} browser take the browser host even where Electron would do
 * @property {boolean} open false: do not call the system's opener (browser host)
 * @property {string | undefined} data data folder, absolute; undefined: the platform's
 * @property {number | undefined} port port of the browser host; undefined: a free one
 * @property {'unisolated' | undefined} runtime runs sandboxes on this computer without isolation, which is for those who ask for it by name
 */

const startUsage = `Usage: npm start -- [--browser] [--no-open] [--data DIR] [--port N] [--runtime unisolated]
  --browser    serve the window to a browser instead of opening Electron
  --no-open    print the address, do not open a browser
  --data DIR   keep everything below DIR (default: the system's folder for application data)
  --port N     port of the browser host (default: a free one)
  --runtime unisolated   run "sandboxes" of this computer without isolation: code in them can reach your files`

const serverUsage = `Usage: npm run server -- --port N --data DIR [--runtime unisolated]
       npm run server -- --plain[=stored] [--port N] [--seed-sessions N] [--time-scale N]
  --plain            play the reference Cloud Sandbox server, as it is in the field, in memory or with =stored
  --port N           its port (default with --plain: 8080)
  --seed-sessions N  begin with N sessions
  --time-scale N     let every time pass N times as fast`

/**
 * Reads the arguments of `npm start`. A flag that is not known is refused: a misspelt `--data` must not open the wrong folder.
 * @param {readonly string[]} argv without node and script
 * @param {string} [folder] what a relative DIR starts from
 * @returns {StartArguments}
 * @throws {StartError}
 */
export function parseStartArguments(argv, folder = process.cwd()) {
  /** @type {StartArguments} */
  const result = { browser: false, open: true, data: undefined, port: undefined, runtime: undefined }
  for (const { name, value } of flags(argv, ['--data', '--port', '--runtime'], startUsage)) {
    if (name === '--browser') result.browser = true
    else if (name === '--no-open') result.open = false
    else if (name === '--data') result.data = path.resolve(folder, value)
    else if (name === '--port') result.port = parsePort(value)
    else if (name === '--runtime') result.runtime = parseRuntime(value)
    else throw new StartError(`${name} is not a flag of this command.\n${startUsage}`)
  }
  return result
}

/**
 * Reads the arguments of `npm run server`.
 * @param {readonly string[]} argv without node and script
 * @param {string} [folder] what a relative DIR starts from
 * @returns {string[]} those of the server's program
 * @throws {StartError}
 */
export function parseServerArguments(argv, folder = process.cwd()) {
  /** @type {{ port?: number, data?: string, runtime?: 'unisolated' | undefined }} */
  const result = {}
  /** @type {string[]} */
  const plain = []
  const withValue = ['--data', '--port', '--runtime', '--seed-sessions', '--time-scale']
  for (const { name, value } of flags(spelledOut(argv), [...withValue, '--plain'], serverUsage)) {
    if (name === '--data') result.data = path.resolve(folder, value)
    else if (name === '--port') result.port = parsePort(value)
    else if (name === '--runtime') result.runtime = parseRuntime(value)
    else if (withValue.includes(name) || name === '--plain') plain.push(`${name}=${value}`)
    else throw new StartError(`${name} is not a flag of this command.\n${serverUsage}`)
  }
  if (plain.length > 0 && (result.data !== undefined || result.runtime !== undefined)) {
    throw new StartError(
      `--plain keeps nothing and isolates always: --data and --runtime have no place beside it.\n${serverUsage}`,
    )
  }
  if (plain.length > 0) return [...plain, '--port', String(result.port ?? 8080)]
  if (result.port === undefined) throw new StartError(`--port is missing.\n${serverUsage}`)
  if (result.data === undefined) throw new StartError(`--data is missing.\n${serverUsage}`)
  const runtime = result.runtime === undefined ? [] : ['--runtime', result.runtime]
  return ['--port', String(result.port), '--data', result.data, ...runtime]
}

/**
 * `--plain` may have a value and may have none.
 * @param {readonly string[]} argv
 */
function spelledOut(argv) {
  return argv.map((argument) => (argument === '--plain' ? '--plain=memory' : argument))
}

/**
 * Splits `--name value`, `--name=value` and `--name`.
 * @param {readonly string[]} argv
 * @param {readonly string[]} withValue
 * @param {string} usage
 */
function* flags(argv, withValue, usage) {
  for (let index = 0; index < argv.length; index += 1) {
    const [name = '', ...rest] = (argv[index] ?? '').split('=')
    const inline = rest.length > 0 ? rest.join('=') : undefined
    if (!name.startsWith('--')) throw new StartError(`"${argv[index]}" is not expected here.\n${usage}`)
    if (!withValue.includes(name)) {
      if (inline !== undefined) throw new StartError(`${name} takes no value.\n${usage}`)
      yield { name, value: '' }
      continue
    }
    if (inline === undefined) index += 1
    const value = inline ?? argv[index]
    if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
      throw new StartError(`${name} needs a value.\n${usage}`)
    }
    yield { name, value }
  }
}

/**
 * @param {string} text
 * @returns {number} 1 to 65535
 */
function parsePort(text) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535) throw new StartError(`--port ${text}: a port is a whole number from 1 to 65535.`)
  return port
}

/**
 * @param {string} text
 * @returns {'unisolated' | undefined} undefined: the default, bubblewrap
 */
function parseRuntime(text) {
  if (text === 'unisolated') return 'unisolated'
  if (text === 'bubblewrap') return undefined
  throw new StartError(`--runtime ${text}: bubblewrap or unisolated is needed.`)
}
