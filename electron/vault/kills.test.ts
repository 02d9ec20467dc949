import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAppError } from '../../shared/domain/errors.ts'
import type { Client } from '../../shared/wire/client.ts'
import { connect } from '../../shared/wire/client.ts'
import { portPair } from '../../shared/wire/port.ts'
import { serve } from '../../shared/wire/server.ts'
import { temporaryFolder } from '../children/testing/folders.ts'
import type { VaultContract } from './contract.ts'
import { vaultContract } from './contract.ts'
import { vaultHandlers } from './handlers.ts'
import { StoreOpener } from './store-opener.ts'
import { everythingKept, everyWrite } from './testing/every-write.ts'
import { startVault } from './testing/start-vault.ts'

/** How many kills; the long form goes through every point, and then on at any time. */
const rounds = process.env.PROVE ? 500 : 14
const dieAt = fileURLToPath(new URL('testing/die-at.ts', import.meta.url))

/** The store of a data folder, asked over a wire in this process. */
async function within<T>(folder: string, use: (client: Client<VaultContract>) => Promise<T>): Promise<T> {
  const opener = new StoreOpener(`${folder}/vault`)
  const [asking, answering] = portPair()
  serve(
    answering,
    vaultContract,
    vaultHandlers((question) => opener.ask(question)),
  )
  const client = connect<VaultContract>(asking)
  try {
    return await use(client)
  } finally {
    client.close()
    await opener.close()
  }
}

describe('a vault that is killed', () => {
  /** What is kept after so many of all writes. */
  const after: string[] = []
  let compiled: Awaited<ReturnType<typeof temporaryFolder>>
  let points = 0

  beforeAll(async () => {
    compiled = await temporaryFolder()
    const folder = await temporaryFolder()
    await within(folder.path, async (client) => {
      after.push(await everythingKept(client))
      for (const write of everyWrite) {
        await write.run(client)
        after.push(await everythingKept(client))
      }
    })
    await folder.remove()
  })
  afterAll(() => compiled.remove())

  /** Does all writes against a vault that is killed at this point, or at this time, and says how many it acknowledged. */
  async function writeUntilKilled(folder: string, kill: { at: number } | { afterMs: number }): Promise<number> {
    const vault = startVault(folder, {
      node: ['--import', dieAt],
      env: { NODE_COMPILE_CACHE: compiled.path, ...('at' in kill ? { VAULT_DIE_AT: String(kill.at) } : {}) },
    })
    const timer = 'afterMs' in kill ? setTimeout(() => void vault.kill(), kill.afterMs) : undefined
    let acknowledged = 0
    try {
      for (const write of everyWrite) {
        await write.run(vault.client)
        acknowledged += 1
      }
    } catch (error) {
      if (!isAppError(error, 'offline')) throw error
    }
    clearTimeout(timer)
    await vault.end()
    return acknowledged
  }

  /** Everything acknowledged is there, nothing is half there, and all writes can go on from the one that was under way. */
  async function check(folder: string, acknowledged: number, what: string): Promise<void> {
    await within(folder, async (client) => {
      const kept = await everythingKept(client)
      const name = everyWrite[acknowledged]?.name ?? 'nothing'
      // With the one that was under way, or without it.
      if (kept !== after[acknowledged + 1]) expect(kept, `${what}, under way: ${name}`).toBe(after[acknowledged])
      for (const write of everyWrite.slice(acknowledged)) await write.run(client)
      expect(await everythingKept(client), `${what}, continued from ${name}`).toBe(after.at(-1))
    })
  }

  it('has everything it acknowledged and nothing by half, wherever it was killed', { timeout: 3_600_000 }, async () => {
    const counting = await temporaryFolder()
    points = await countPoints(counting.path, compiled.path)
    await counting.remove()
    expect(points).toBeGreaterThan(200)
    for (let round = 0; round < rounds; round += 1) {
      const folder = await temporaryFolder()
      // Spread over all of them, another choice each day; in the long form each one.
      const at = process.env.PROVE ? round + 1 : 1 + Math.floor(((round + Math.random()) * points) / rounds)
      const kill = at <= points ? { at } : { afterMs: 100 + Math.random() * 400 }
      const acknowledged = await writeUntilKilled(folder.path, kill)
      await check(folder.path, acknowledged, JSON.stringify(kill))
      await folder.remove()
    }
  })
})

/** How many points all writes pass. */
async function countPoints(folder: string, compiled: string): Promise<number> {
  const vault = startVault(folder, {
    node: ['--import', dieAt],
    env: { NODE_COMPILE_CACHE: compiled, VAULT_TELL_POINTS: `${folder}/points` },
  })
  for (const write of everyWrite) await write.run(vault.client)
  await vault.end()
  return Number(await readFile(`${folder}/points`, 'utf8'))
}
