import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '../../shared/domain/errors.ts'
import { portPair } from '../../shared/wire/port.ts'
import type { VaultContract } from '../vault/contract.ts'
import type { VaultChild } from './launcher.ts'
import { pipePort } from './pipe-port.ts'
import { temporaryFolder } from './testing/folders.ts'
import { vaultClient } from './vault-client.ts'

const main = fileURLToPath(new URL('../vault/main.ts', import.meta.url))
const session = { connectionId: 'local', sessionId: 's1' }

describe('the vault’s client', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let kill: () => void
  let starts: number
  beforeEach(async () => {
    folder = await temporaryFolder()
    starts = 0
  })
  afterEach(() => folder.remove())

  async function start(): Promise<VaultChild> {
    starts++
    const child = spawn(process.execPath, [main, '--data', folder.path], { stdio: ['pipe', 'pipe', 'inherit'] })
    kill = () => child.kill('SIGKILL')
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const port = pipePort(child.stdout, child.stdin)
    return {
      port,
      exited,
      async stop() {
        port.close()
        await exited
      },
    }
  }

  const keep = (revision: number, text: string) => ({ session, documentId: 'scratch:1', text, revision })

  it('asks again in the same order after the vault was killed, and its callers only wait', async () => {
    const vault = vaultClient<VaultContract>(start)
    await vault.call('drafts.keep', keep(1, 'one'))
    const waiting = [
      vault.call('drafts.keep', keep(2, 'two')),
      vault.call('drafts.discard', { session, documentId: 'scratch:1' }),
      vault.call('drafts.keep', keep(3, 'three')),
    ]
    kill()
    await Promise.all(waiting)
    expect(await vault.call('drafts.list', session)).toMatchObject([{ text: 'three', revision: 3 }])
    expect(starts).toBe(2)
    await vault.close()
  })

  it('starts a vault that was killed while nothing was asked with the next question', async () => {
    const vault = vaultClient<VaultContract>(start)
    await vault.call('drafts.keep', keep(1, 'one'))
    kill()
    for (let round = 0; round < 3; round++) expect(await vault.call('drafts.list', session)).toHaveLength(1)
    expect(starts).toBe(2)
    await vault.close()
  })

  it('gives up a question under which the vault ends again and again, and answers the next', async () => {
    let broken = true
    const vault = vaultClient<VaultContract>(async () => {
      const child = await start()
      if (broken) kill()
      return child
    })
    await expect(vault.call('drafts.list', session)).rejects.toSatisfy((error) => isAppError(error, 'unavailable'))
    expect(starts).toBe(3)
    broken = false
    expect(await vault.call('drafts.list', session)).toEqual([])
    await vault.close()
  })

  it('tells a vault that cannot be started, and tries again with the next question', async () => {
    let refuse = true
    const vault = vaultClient<VaultContract>(async () => {
      if (refuse) throw new Error('No such program.')
      return start()
    })
    await expect(vault.call('drafts.list', session)).rejects.toSatisfy((error) => isAppError(error, 'unavailable'))
    refuse = false
    expect(await vault.call('drafts.list', session)).toEqual([])
    await vault.close()
  })

  it('passes on what the vault refuses, and asks it once', async () => {
    const vault = vaultClient<VaultContract>(start)
    const wrong = vault.call('drafts.list', { connectionId: '/', sessionId: '' })
    await expect(wrong).rejects.toSatisfy((error) => isAppError(error, 'refused'))
    expect(starts).toBe(1)
    await vault.close()
  })

  it('cancels what is under way when it is closed, and takes no more', async () => {
    const [port, silent] = portPair()
    silent.onMessage(() => {})
    const child = { port, exited: new Promise<void>(() => {}), stop: async () => port.close() }
    const vault = vaultClient<VaultContract>(async () => child)
    const waiting = vault.call('drafts.list', session)
    const told = expect(waiting).rejects.toSatisfy((error) => isAppError(error, 'cancelled'))
    await vault.close()
    await told
    await expect(vault.call('drafts.list', session)).rejects.toSatisfy((error) => isAppError(error, 'cancelled'))
  })

  it('does not start one vault after the other without a pause while each ends at once', async () => {
    const startedAt: number[] = []
    const vault = vaultClient<VaultContract>(async () => {
      startedAt.push(performance.now())
      const [port] = portPair()
      // It ends before it has answered anything.
      queueMicrotask(() => port.close())
      return { port, exited: Promise.resolve(), stop: async () => port.close() }
    })
    await expect(vault.call('drafts.list', session)).rejects.toSatisfy((error) => isAppError(error, 'unavailable'))
    const pauses = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? 0))
    expect(Math.max(...pauses)).toBeGreaterThan(90)
    await vault.close()
  })
})
