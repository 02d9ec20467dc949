import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { VaultChild } from '../../children/launcher.ts'
import { pipePort } from '../../children/pipe-port.ts'
import { temporaryFolder } from '../../children/testing/folders.ts'
import { vaultClient } from '../../children/vault-client.ts'
import type { VaultContract } from '../../vault/contract.ts'
import { createRecords } from '../records/records.ts'
import { startPlainServer } from '../testing/plain-server.ts'
import { startCore, watchCursors } from './testing/core-on-disk.ts'
import { createIt, labId, tell } from './testing/stories.ts'

const program = fileURLToPath(new URL('../../vault/main.ts', import.meta.url))
/** Kills at every so many chances: before and after each write of a cursor. The long form takes all. */
const every = process.env.PROVE ? 1 : 13

test('the vault is killed under a running application, and its workflows go on', { timeout: 600_000 }, async () => {
  const folder = await temporaryFolder()
  const server = await startPlainServer()
  const compiled = await temporaryFolder()
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled.path }
  let kill = (): void => undefined
  let starts = 0
  const vault = vaultClient<VaultContract>(async (): Promise<VaultChild> => {
    starts += 1
    const child = spawn(process.execPath, [program, '--data', folder.path], { stdio: ['pipe', 'pipe', 'inherit'], env })
    kill = () => child.kill('SIGKILL')
    const exited = once(child, 'exit').then(() => undefined)
    const port = pipePort(child.stdout, child.stdin)
    const stop = async () => {
      port.close()
      await exited
    }
    return { port, exited, stop }
  })
  const records = createRecords(vault)
  await records.connections.put({ id: labId, name: 'Lab', address: server.http.origin, userId: 'mira' })
  let chances = 0
  let kills = 0
  const core = startCore(
    watchCursors(records, () => {
      chances += 1
      if (chances % every !== 0) return
      kills += 1
      kill()
    }),
  )

  const ref = await createIt(core.client)
  const session = () => server.sessions.get(ref.sessionId)
  const acquired = () => [...server.sandboxes.values()].filter((sandbox) => sandbox.acquired).length
  await records.drafts.keep({ session: ref, documentId: 'scratch:1', text: 'kept', revision: 1 })
  for (const [kind, status, sandboxes] of [
    ['pause', 'paused', 0],
    ['resume', 'active', 1],
    ['let-go', 'active', 0],
    ['open', 'active', 1],
  ] as const) {
    await tell(core.client, kind, ref)
    expect([kind, session()?.status, acquired()]).toEqual([kind, status, sandboxes])
  }
  expect(await core.client.call('drafts.list', ref)).toMatchObject([{ text: 'kept' }])
  await tell(core.client, 'delete', ref)
  expect([session(), acquired()]).toEqual([undefined, 0])
  await expect.poll(() => records.cursors.list()).toEqual([])
  expect(await records.sessions.list(labId)).toEqual([])
  expect(kills).toBeGreaterThan(5)
  expect(starts).toBeGreaterThan(kills / 2)

  await core.close()
  await vault.close()
  await server.close()
  await folder.remove()
  await compiled.remove()
})
