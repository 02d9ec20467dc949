import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../shared/wire/client.ts'
import type { VaultContract } from '../vault/contract.ts'
import type { Launcher } from './launcher.ts'
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
  nodeLauncher({
    nodePath,
    bundles: bundles.path,
    dataFolder: data.path,
    version: '1.2.3',
    runtime: 'bubblewrap',
    log: (line) => said.push(line),
  })

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
      ['console.log("{"); setInterval(() => {}, 1000)', process.execPath],
      ['', path.join(data.path, 'no-such-node')],
    ] as const) {
      await serverIs(code)
      const start = await launcher(node).startLocalServer()
      expect(start).toMatchObject({ status: 'failed', probe: { cause: 'other' } })
    }
    expect(await log('local-server-errors')).toBe('It broke.\n')
  })
})
