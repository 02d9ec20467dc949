import { fork } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connect } from '../../shared/wire/client.ts'
import type { VaultContract } from '../vault/contract.ts'
import { chooseLauncher } from './choose-launcher.ts'
import type { Fork } from './electron-launcher.ts'
import { temporaryFolder } from './testing/folders.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const vault = new URL('../vault/main.ts', import.meta.url).href

/** A process of Node that has what a utility process has: a parent port whose messages are cloned. */
const utility: Fork = (modulePath, args, { stdio }) => {
  const child = fork(modulePath, args, { stdio: [...stdio, 'ipc'], serialization: 'advanced' })
  return {
    stderr: child.stderr,
    postMessage: (message) => void child.send(message as object, () => {}),
    on: (event: string, listener: (value: never) => void) => child.on(event, listener as () => void),
    kill: () => child.kill(),
  }
}

const parentPort = `
  process.parentPort = {
    postMessage: (message) => process.send(message),
    on: (event, listener) => process.on('message', (data) => listener({ data })),
  }
`

it('starts the vault as a utility process and the local server by the executable itself', async () => {
  await writeFile(path.join(folder.path, 'vault.mjs'), `${parentPort}\nawait import(${JSON.stringify(vault)})\n`)
  const executable = path.join(folder.path, 'application')
  // Tells what it was started with, as the reason of a failure.
  await writeFile(
    executable,
    `#!${process.execPath}\nconsole.log(JSON.stringify({ failed: { sentence: process.argv.slice(2).join(' ') } }))\n`,
  )
  await chmod(executable, 0o755)
  const said: string[] = []
  const launcher = chooseLauncher({
    bundles: folder.path,
    dataFolder: path.join(folder.path, 'data'),
    version: '1.2.3',
    runtime: 'bubblewrap',
    log: (line) => said.push(line),
    electron: { fork: utility, executable },
  })

  const child = await launcher.startVault()
  const client = connect<VaultContract>(child.port)
  const draft = {
    session: { connectionId: 'local', sessionId: 's1' },
    documentId: 'scratch:1',
    text: 'kept',
    revision: 1,
  }
  await client.call('drafts.keep', draft)
  expect(await client.call('drafts.list', draft.session)).toMatchObject([draft])
  await child.stop()
  expect(said).toEqual(['The vault ended (0).'])

  const start = await launcher.startLocalServer()
  if (start.status === 'ready') throw new Error('It cannot be ready.')
  expect(start.probe.sentence).toMatch(
    /^--local-server --data .+\/data --socket \/.+-local-server\.sock --runtime bubblewrap --end-when-idle 600 --log$/,
  )
})

it('uses the Node that its caller names, and leaves the archive', async () => {
  const launcher = chooseLauncher({
    bundles: path.join(folder.path, 'app.asar', 'out', 'node'),
    dataFolder: folder.path,
    version: '1.2.3',
    runtime: 'bubblewrap',
    log: () => {},
    nodePath: process.execPath,
    electron: {
      fork: () => {
        throw new Error('Electron was asked.')
      },
      executable: '/nowhere',
    },
  })
  const child = await launcher.startVault()
  await child.exited
  const log = path.join(folder.path, 'logs', 'vault.log')
  await expect.poll(() => readFile(log, 'utf8')).toContain(path.join('app.asar.unpacked', 'out', 'node', 'vault.mjs'))
})
