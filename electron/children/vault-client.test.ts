import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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
  afterEach(async () => {
    vi.useRealTimers()
    await folder.remove()
  })

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

  it('starts a vault again that could not be started, and its callers only wait', async () => {
    let refusals = 2
    const vault = vaultClient<VaultContract>(async () => {
      if (refusals-- > 0) throw new Error('Resource temporarily unavailable.')
      return start()
    })
    expect(await vault.call('drafts.list', session)).toEqual([])
    expect(starts).toBe(1)
    await vault.close()
  })

  it('ends a vault that does not answer its first question, but none that has answered, and asks the next one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const silence = 60 * 60_000
    const ended: number[] = []
    const asked: number[] = []
    let answerLate = (): void => undefined
    const vault = vaultClient<VaultContract>(async () => {
      const index = starts++
      const [port, other] = portPair()
      other.onMessage((message) => {
        const { id } = message as { id: number }
        const answer = () => other.post({ t: 'value', id, value: [] })
        asked.push(index)
        // The first one hangs; the next one answers at once, and later only when it is told to.
        if (asked.length === 2) answer()
        else answerLate = answer
      })
      return { port, exited: Promise.resolve(), stop: async () => void ended.push(index) }
    })
    const first = vault.call('drafts.list', session)
    await vi.waitUntil(() => asked.length === 1)
    vi.advanceTimersByTime(silence)
    expect(await first).toEqual([])
    const second = vault.call('drafts.list', session)
    await vi.waitUntil(() => asked.length === 3)
    vi.advanceTimersByTime(silence)
    answerLate()
    expect(await second).toEqual([])
    expect([asked, ended]).toEqual([[0, 1, 1], [0]])
    await vault.close()
  })

  it('tells a vault that cannot be started in three tries, and tries again with the next question', async () => {
    let refuse = true
    let tries = 0
    const vault = vaultClient<VaultContract>(async () => {
      tries += 1
      if (refuse) throw new Error('No such program.')
      return start()
    })
    await expect(vault.call('drafts.list', session)).rejects.toSatisfy((error) => isAppError(error, 'unavailable'))
    expect(tries).toBe(3)
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
