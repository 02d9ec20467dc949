// @ts-check
// A vault without SQLite, for the Electron of the tests: it speaks the wire over its parent port, and keeps the window's settings in
// a file. Everything else it answers with nothing kept.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const data = process.argv[process.argv.indexOf('--data') + 1] ?? ''
const folder = path.join(data, 'plain-vault')
const settings = path.join(folder, 'settings.json')
mkdirSync(folder, { recursive: true })
appendFileSync(path.join(folder, 'pids'), `${process.pid}\n`)

/** @type {Record<string, (input: unknown) => unknown>} */
const answers = {
  'settings.read': () =>
    existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : { theme: 'system', openDocuments: [] },
  'settings.write': (input) => {
    writeFileSync(`${settings}.new`, JSON.stringify(input))
    renameSync(`${settings}.new`, settings)
  },
  'storage.status': () => ({}),
}

const { parentPort } = /** @type {{ parentPort: { on: Function, postMessage: Function } }} */ (
  /** @type {unknown} */ (process)
)
parentPort.on(
  'message',
  (/** @type {{ data: { t: string, id: number, name: string, input: unknown } | null }} */ { data: message }) => {
    // Goodbye: the application ends.
    if (message === null) process.exit(0)
    if (message.t !== 'call') return
    const value = (
      answers[message.name] ??
      (() => (message.name.endsWith('.list') || message.name.endsWith('unsettled') ? [] : undefined))
    )(message.input)
    parentPort.postMessage({ t: 'value', id: message.id, value })
  },
)
