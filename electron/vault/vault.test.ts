import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '../../shared/domain/errors.ts'
import type { Client } from '../../shared/wire/client.ts'
import { connect } from '../../shared/wire/client.ts'
import { pipePort } from '../children/pipe-port.ts'
import { temporaryFolder } from '../children/testing/folders.ts'
import type { VaultContract } from './contract.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const session = { connectionId: 'local', sessionId: 's1' }

interface Vault {
  readonly client: Client<VaultContract>
  kill(): Promise<void>
  end(): Promise<void>
}

/** Compiled once for all the vaults of this file: there are many. A vault that is killed adds nothing to it. */
let compiled: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  compiled = await temporaryFolder()
})
afterAll(() => compiled.remove())

function startVault(folder: string): Vault {
  const child = spawn(process.execPath, [main, '--data', folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled.path },
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const client = connect<VaultContract>(pipePort(child.stdout, child.stdin))
  return {
    client,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async end() {
      client.close()
      await exited
    },
  }
}

describe('the vault as a process', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => folder.remove())

  it('has every draft it acknowledged after kill -9, 25 times', { timeout: 120_000 }, async () => {
    await startVault(folder.path).end()
    const acknowledged = new Map<string, string>()
    for (let round = 1; round <= 25; round++) {
      const vault = startVault(folder.path)
      const keeping = Array.from({ length: 8 }, (_, index) => {
        const documentId = `scratch:${round * 10 + index}`
        const text = `round ${round} `.repeat(index * 400)
        return vault.client
          .call('drafts.keep', { session, documentId, text, revision: 1 })
          .then(() => acknowledged.set(documentId, text))
          .catch((error: unknown) => {
            if (!isAppError(error, 'offline')) throw error
          })
      })
      // At the first acknowledgement, with the others still on their way.
      await Promise.race(keeping)
      await vault.kill()
      await Promise.all(keeping)
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(25)
    const vault = startVault(folder.path)
    const kept = await vault.client.call('drafts.list', session)
    const texts = new Map(kept.map((draft) => [draft.documentId, draft.text]))
    for (const [documentId, text] of acknowledged) expect(texts.get(documentId)).toBe(text)
    await vault.end()
  })

  it('refuses a folder that another vault has open, and opens it when that has gone', async () => {
    const first = startVault(folder.path)
    await first.client.call('settings.read', undefined)
    const second = startVault(folder.path)
    await expect(second.client.call('settings.read', undefined)).rejects.toSatisfy(
      (error) => isAppError(error, 'refused') && error.message.startsWith('Another Cloud Sandbox Desktop uses'),
    )
    await first.kill()
    await expect(second.client.call('settings.read', undefined)).resolves.toBeDefined()
    await second.end()
  })

  it('commits what was sent before its wire ended', async () => {
    const first = startVault(folder.path)
    await first.client.call('settings.read', undefined)
    const keeping = first.client.call('drafts.keep', { session, documentId: 'scratch:1', text: 'x', revision: 1 })
    await Promise.all([first.end(), expect(keeping).rejects.toSatisfy((error) => isAppError(error, 'cancelled'))])
    const second = startVault(folder.path)
    expect(await second.client.call('drafts.list', session)).toHaveLength(1)
    await second.end()
  })

  it('says that the disk is full, keeps what it has, and goes on', async () => {
    // A disk of 1 MB in memory, seen by this vault alone.
    const disk = ['--dev-bind', '/', '/', '--size', String(1024 * 1024), '--tmpfs', folder.path]
    const child = spawn('bwrap', [...disk, '--die-with-parent', process.execPath, main, '--data', folder.path], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const client = connect<VaultContract>(pipePort(child.stdout, child.stdin))
    const keep = (documentId: string, text: string) =>
      client.call('drafts.keep', { session, documentId, text, revision: 1 })
    await keep('scratch:1', 'small')
    for (let round = 0; round < 3; round++)
      await expect(keep('scratch:2', 'x'.repeat(1024 * 1024))).rejects.toSatisfy(
        (error) => isAppError(error, 'unavailable') && error.message.startsWith('The disk of this computer is full'),
      )
    await keep('scratch:3', 'small again')
    const kept = await client.call('drafts.list', session)
    expect(kept.map((draft) => draft.documentId)).toEqual(['scratch:1', 'scratch:3'])
    client.close()
    await exited
  })

  it('says that a draft is too large', async () => {
    const vault = startVault(folder.path)
    const draft = { session, documentId: 'scratch:1', text: 'x'.repeat(10 * 1024 * 1024), revision: 1 }
    await vault.client.call('drafts.keep', draft)
    await expect(vault.client.call('drafts.keep', { ...draft, text: `${draft.text}x`, revision: 2 })).rejects.toSatisfy(
      (error) => isAppError(error, 'too-large'),
    )
    expect(await vault.client.call('drafts.list', session)).toMatchObject([draft])
    await vault.end()
  })

  it('ends when the data folder is not named', async () => {
    const child = spawn(process.execPath, [main], { stdio: ['pipe', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect([code, said]).toEqual([2, 'Say where the data folder is: --data DIR\n'])
  })

  it('keeps its files closed to other people', async () => {
    const vault = startVault(folder.path)
    await vault.client.call('settings.read', undefined)
    expect((await stat(path.join(folder.path, 'vault'))).mode & 0o777).toBe(0o700)
    await vault.end()
  })
})
