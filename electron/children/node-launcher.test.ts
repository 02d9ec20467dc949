import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../shared/wire/client.ts'
import type { VaultContract } from '../vault/contract.ts'
import { socketPath } from './endpoint.ts'
import type { Launcher } from './launcher.ts'
import { answersHealth } from './local-server-health.ts'
import { nodeLauncher } from './node-launcher.ts'
import { sourceBundles, temporaryFolder } from './testing/folders.ts'

let bundles: Awaited<ReturnType<typeof temporaryFolder>>
let data: Awaited<ReturnType<typeof temporaryFolder>>
let said: string[]
beforeEach(async () => {
  bundles = await temporaryFolder()
  data = await temporaryFolder()
  said = []
})
afterEach(async () => {
  await bundles.remove()
  await data.remove()
})

const launcher = (nodePath = process.execPath): Launcher =>
  nodeLauncher({ nodePath, bundles: bundles.path, dataFolder: data.path, log: (line) => said.push(line) })

/** A program in the place of the server. */
const serverIs = (code: string) => writeFile(path.join(bundles.path, 'local-server.mjs'), code)
const log = (name: string) => readFile(path.join(data.path, 'logs', `${name}.log`), 'utf8')

describe('startVault', () => {
  it('starts the vault, which keeps what it is given, and stops it', async () => {
    await sourceBundles(bundles.path)
    const vault = await launcher().startVault()
    const client = connect<VaultContract>(vault.port)
    const saved = { id: 'lab', name: 'Lab', address: 'https://lab.example.org', userId: 'ada' }
    await client.call('connections.put', saved)
    await vault.stop()
    await vault.exited
    expect(said).toEqual(['The vault ended (0).'])

    const again = await launcher().startVault()
    expect(await connect<VaultContract>(again.port).call('connections.list', undefined)).toEqual([saved])
    await again.stop()
  })

  it('ends its wire when the vault cannot be started or ends by itself, and keeps its last words', async () => {
    await writeFile(path.join(bundles.path, 'vault.mjs'), "console.error('Out of luck.'); process.exitCode = 3")
    for (const node of [process.execPath, path.join(data.path, 'no-such-node')]) {
      const vault = await launcher(node).startVault()
      const ended = new Promise<void>((resolve) => vault.port.onClose(resolve))
      await Promise.all([ended, vault.exited])
      await vault.stop()
    }
    expect(said).toEqual(['The vault ended (3).', 'The vault ended (not started).'])
    expect(await log('vault')).toBe('Out of luck.\n')
  })
})

describe('startLocalServer', () => {
  it('starts the real server; a second start attaches to it and sees its end', async () => {
    await sourceBundles(bundles.path)
    const first = await launcher().startLocalServer()
    if (first.status === 'failed') {
      // This computer runs no sandboxes; then the answer has to say why.
      expect(first.probe.sentence).toMatch(/\.$/)
      return
    }
    expect(first).toMatchObject({ attached: false, socketPath: await socketPath(data.path, 'local-server') })
    expect(await answersHealth(first.socketPath)).toBe(true)

    const second = await launcher().startLocalServer()
    if (second.status === 'failed') throw new Error(second.probe.sentence)
    expect(second).toMatchObject({ attached: true, socketPath: first.socketPath })
    await first.stop()
    expect(said.at(-1)).toBe('The local server ended (0).')
    await second.exited
    await second.stop()
    expect(await answersHealth(first.socketPath)).toBe(false)
  })

  it('tells why this computer cannot run sandboxes', async () => {
    const probe = {
      cause: 'bubblewrap-missing',
      sentence: 'The program bwrap is not installed.',
      command: 'apt-get install bubblewrap',
    }
    await serverIs(`console.log(JSON.stringify({ failed: ${JSON.stringify(probe)} })); process.exitCode = 1`)
    expect(await launcher().startLocalServer()).toEqual({ status: 'failed', probe: { status: 'failed', ...probe } })
  })

  it('tells a server that ends without a word, says nonsense, or cannot be started', async () => {
    for (const [code, node] of [
      ['console.error("It broke."); process.exitCode = 1', process.execPath],
      [
        'console.log("{"); setInterval(() => {}, 1000); process.stdin.on("end", () => process.exit()).resume()',
        process.execPath,
      ],
      ['', path.join(data.path, 'no-such-node')],
    ] as const) {
      await serverIs(code)
      const start = await launcher(node).startLocalServer()
      expect(start).toMatchObject({ status: 'failed', probe: { cause: 'other' } })
    }
    expect(await log('local-server')).toBe('It broke.\n')
  })

  it('attaches when another start was faster', async () => {
    // Refuses like a server whose folder is in use, with one that answers on the socket by then.
    await serverIs(`
      import { createServer } from 'node:http'
      const at = process.argv[process.argv.indexOf('--socket') + 1]
      if (process.argv[2] === 'other') {
        // Asked by both starts, by the watch and by the test; then it ends.
        let asked = 0
        const server = createServer((_, response) => response.end('{}')).listen(at, () => process.send('on'))
        server.on('request', () => ++asked === 3 && server.close(() => process.exit()))
      }
      else {
        const { fork } = await import('node:child_process')
        const other = fork(process.argv[1], ['other', '--socket', at], { detached: true })
        other.once('message', () => {
          console.log(JSON.stringify({ failed: { cause: 'busy', sentence: 'In use.' }}))
          other.disconnect()
          other.unref()
          process.exit(1)
        })
      }
    `)
    const start = await launcher().startLocalServer()
    expect(start).toMatchObject({ status: 'ready', attached: true })
    if (start.status === 'failed') throw new Error(start.probe.sentence)
    // Ends that server.
    expect(await answersHealth(start.socketPath)).toBe(true)
    await start.exited
  })
})
