import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '../../shared/domain/errors.ts'
import type { Run } from '../../shared/domain/run.ts'
import { temporaryFolder } from '../children/testing/folders.ts'
import type { StartVaultOptions } from './testing/start-vault.ts'
import { startVault as start, vaultProgram } from './testing/start-vault.ts'

const session = { connectionId: 'local', sessionId: 's1' }

/** Compiled once for all the vaults of this file: there are many. A vault that is killed adds nothing to it. */
let compiled: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  compiled = await temporaryFolder()
})
afterAll(() => compiled.remove())

const startVault = (folder: string, options: StartVaultOptions = {}) =>
  start(folder, { ...options, env: { NODE_COMPILE_CACHE: compiled.path } })

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

  /** A disk of its own in memory for this folder, seen by this vault alone. */
  const smallDisk = (bytes: number) => ({
    under: ['bwrap', '--dev-bind', '/', '/', '--size', String(bytes), '--tmpfs', folder.path, '--die-with-parent'],
    stderr: 'ignore' as const,
  })
  const full = (error: unknown) =>
    isAppError(error, 'unavailable') && error.message.startsWith('The disk of this computer is full')

  it('says that the disk is full, keeps what it has, and goes on', async () => {
    const vault = startVault(folder.path, smallDisk(1024 * 1024))
    const keep = (documentId: string, text: string) =>
      vault.client.call('drafts.keep', { session, documentId, text, revision: 1 })
    await keep('scratch:1', 'small')
    for (let round = 0; round < 3; round++)
      await expect(keep('scratch:2', 'x'.repeat(1024 * 1024))).rejects.toSatisfy(full)
    await keep('scratch:3', 'small again')
    const kept = await vault.client.call('drafts.list', session)
    expect(kept.map((draft) => draft.documentId)).toEqual(['scratch:1', 'scratch:3'])
    await vault.end()
  })

  it('says that the disk is full for output and archives too, holds what it acknowledged, and makes room when asked', async () => {
    const vault = startVault(folder.path, smallDisk(8 * 1024 * 1024))
    const { client } = vault
    const runId = randomUUID()
    await client.call('runs.put', { run: runOf(runId) })
    const piece = (index: number) => new Uint8Array(300_000).fill(index)
    const append = (index: number) =>
      client.call('runs.append', {
        runId,
        pieces: [{ stream: 'stdout', offset: index * 300_000, bytes: piece(index) }],
      })
    let kept = 0
    const fill = async () => {
      for (; kept < 100; kept += 1) await append(kept)
    }
    await expect(fill()).rejects.toSatisfy(full)
    await expect(append(kept)).rejects.toSatisfy(full)
    const id = randomUUID()
    const archive = async () => {
      await client.call('archives.begin', { id, session, createdAt: 1, about: null })
      await client.call('archives.append', { id, part: 'content', offset: 0, bytes: new Uint8Array(1024 * 1024) })
    }
    await expect(archive()).rejects.toSatisfy(full)
    // Everything acknowledged is there, and of what was refused nothing.
    for (let index = 0; index < kept; index += 1) {
      const from = { stdout: index * 300_000, stderr: 0 }
      const { pieces, ends } = await client.call('runs.read', { runId, from, maxBytes: 300_000 })
      expect(Buffer.compare(Buffer.concat(pieces.map(({ bytes }) => bytes)), piece(index))).toBe(0)
      expect(ends.stdout).toBe(kept * 300_000)
    }
    await client.call('runs.put', { run: runOf(runId, true) })
    expect(await client.call('storage.free', { what: 'outputs' })).toBeGreaterThan(kept * 300_000)
    await archive()
    const usage = await client.call('storage.usage', undefined)
    expect(usage).toMatchObject({ outputs: { bytes: 0, runs: 0 }, archives: { count: 0, unfinished: 1 } })
    expect(usage.archives.bytes).toBe(1024 * 1024)
    await vault.end()
  })

  it('says that the disk cannot be written, and has lost nothing when it can', async () => {
    const first = startVault(folder.path)
    await first.client.call('drafts.keep', { session, documentId: 'scratch:1', text: 'kept', revision: 1 })
    await first.end()
    const readOnly = ['bwrap', '--dev-bind', '/', '/', '--ro-bind', folder.path, folder.path, '--die-with-parent']
    const vault = startVault(folder.path, { under: readOnly, stderr: 'ignore' })
    await expect(vault.client.call('drafts.list', session)).rejects.toSatisfy(
      (error) =>
        isAppError(error, 'unavailable') && error.message.includes('cannot be read or written. Check its disk.'),
    )
    await vault.end()
    const again = startVault(folder.path)
    expect(await again.client.call('drafts.list', session)).toHaveLength(1)
    await again.end()
  })

  it('says that a file may not grow further, and keeps what it has', async () => {
    // What a quota of a person is to a program.
    const vault = startVault(folder.path, {
      under: ['bash', '-c', 'ulimit -f 2000; exec "$0" "$@"'],
      stderr: 'ignore',
    })
    const runId = randomUUID()
    await vault.client.call('runs.put', { run: runOf(runId) })
    const append = (offset: number) =>
      vault.client.call('runs.append', {
        runId,
        pieces: [{ stream: 'stderr', offset, bytes: new Uint8Array(900_000) }],
      })
    await append(0)
    await append(900_000)
    await expect(append(1_800_000)).rejects.toSatisfy(full)
    const { ends } = await vault.client.call('runs.read', { runId, from: { stdout: 0, stderr: 0 }, maxBytes: 1 })
    expect(ends).toEqual({ stdout: 0, stderr: 1_800_000 })
    await vault.end()
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
    const child = spawn(process.execPath, [vaultProgram], { stdio: ['pipe', 'ignore', 'pipe'] })
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

function runOf(id: string, isOver = false): Run {
  const common = { kind: 'command', title: 'make', language: 'bash', limit: 20, startedAt: 1 } as const
  const state: Run['state'] = isOver
    ? { name: 'settled', at: 2, facts: { exitCode: 0, output: { kind: 'complete' } } }
    : { name: 'running', since: 1 }
  return { id, session, ...common, state, stdoutBytes: 0, stderrBytes: 0 }
}
