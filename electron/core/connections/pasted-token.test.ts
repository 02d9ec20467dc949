import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { Keystore } from '../host.ts'
import type { LyingServer } from '../testing/lying-server.ts'
import { startLyingServer } from '../testing/lying-server.ts'
import type { MemoryRecords } from '../testing/memory-records.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import type { TestCore } from '../testing/start-core.ts'
import { firstThat, startTestCore } from '../testing/start-core.ts'

const secret = 'a-token-that-nobody-else-knows'
let server: LyingServer
let accepted: Set<string>
let records: MemoryRecords
const cores: TestCore[] = []

beforeEach(async () => {
  accepted = new Set([`Bearer ${secret}`])
  records = memoryRecords()
  server = await startLyingServer(({ path, authorization = '' }) => {
    if (path === '/health') return { body: { status: 'ok' } }
    if (!accepted.has(authorization)) return { status: 401, body: { error: 'unauthorized', message: authorization } }
    return path.endsWith('/stats') ? { body: { idle: 1, active: 0 } } : { body: { sessions: [] } }
  })
})

afterEach(async () => {
  for (const core of cores.splice(0)) await core.close()
  await server.close()
})

/** One whose key can be lost. */
function keystore(): Keystore & { locked: boolean } {
  const store = {
    locked: false,
    backend: async () => 'the keyring of this desktop',
    encrypt: async (text: string) => new Uint8Array(Buffer.from(text).reverse()),
    decrypt: async (bytes: Uint8Array) => {
      if (store.locked) throw new Error(`locked, and this is said of ${Buffer.from(bytes).reverse().toString()}`)
      return Buffer.from(bytes).reverse().toString()
    },
  }
  return store
}

function start(store?: Keystore): TestCore {
  const core = startTestCore({ records, ...(store ? { keystore: store } : {}) })
  cores.push(core)
  return core
}

const lab = () => ({ name: 'Lab', address: server.origin, userId: 'mira', token: secret })

async function shown(core: TestCore, holds: (lab: Connection) => boolean): Promise<Connection | undefined> {
  const all = await firstThat(
    core.client.stream('connections.watch', undefined),
    ([, one]) => one !== undefined && holds(one),
  )
  return all[1]
}

function recorded() {
  const [record] = records.kept.connections.values()
  return record
}

test('with a key store it is kept encrypted, and used after a start without being asked for', async () => {
  const store = keystore()
  const added = await start(store).client.call('connections.add', lab())
  expect(added).toMatchObject({ status: 'ready', token: { kept: 'keychain' } })
  expect(JSON.stringify(added)).not.toContain(secret)
  expect(recorded()?.token?.byteLength).toBe(secret.length)
  expect(Buffer.from(recorded()?.token ?? []).toString()).not.toContain(secret)

  expect(await shown(start(store), ({ status }) => status === 'ready')).toMatchObject({ token: { kept: 'keychain' } })
  expect(server.lines().filter((line) => line.includes('auth/token'))).toEqual([])
})

test('without one it stays in memory, and is asked for again after a start', async () => {
  const added = await start().client.call('connections.add', lab())
  expect(added).toMatchObject({ status: 'ready', token: { kept: 'memory' } })
  expect(recorded()?.token).toEqual(new Uint8Array(0))

  const asked = server.received.length
  const second = start()
  expect(await shown(second, ({ status }) => status === 'refused')).toMatchObject({
    token: { kept: 'missing' },
    error: { code: 'auth', message: expect.stringContaining('memory only') },
  })
  // No other token is asked for in its place.
  expect(server.received).toHaveLength(asked)
  await expect(second.client.call('sessions.refresh', { connectionId: added.id })).resolves.toBeUndefined()
  expect(server.received).toHaveLength(asked)

  expect(await second.client.call('connections.change', { connectionId: added.id, ...lab() })).toMatchObject({
    status: 'ready',
    token: { kept: 'memory' },
  })
})

test('what the key store does not open is left as it is, said, and good again when it opens', async () => {
  const store = keystore()
  const { id } = await start(store).client.call('connections.add', lab())
  const sealed = recorded()?.token
  store.locked = true
  const second = start(store)
  expect(await shown(second, ({ status }) => status === 'refused')).toMatchObject({
    token: { kept: 'unreadable' },
    error: { code: 'auth', message: expect.stringContaining('does not open') },
  })
  expect(recorded()?.token).toEqual(sealed)
  expect(second.logged.join('\n')).not.toContain(secret)
  store.locked = false
  expect(await second.client.call('connections.check', { connectionId: id })).toMatchObject({
    status: 'ready',
    token: { kept: 'keychain' },
  })
})

test('a key store that fails to encrypt leaves it in memory, and says nothing of it in the log', async () => {
  const store = keystore()
  const core = start({
    ...store,
    encrypt: async (text) => {
      throw new Error(`cannot encrypt ${text}`)
    },
  })
  expect(await core.client.call('connections.add', lab())).toMatchObject({ token: { kept: 'memory' } })
  expect(core.logged.join('\n')).not.toContain(secret)
})

test('a token that is refused is not kept, and is in no error and no log', async () => {
  accepted.clear()
  const core = start(keystore())
  const error: unknown = await core.client.call('connections.add', lab()).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'auth' })
  expect(JSON.stringify(error) + core.logged.join('\n')).not.toContain(secret)
  expect(records.kept.connections.size).toBe(0)
})

test('one that ends later signs out, and going offline does not', async () => {
  const core = start(keystore())
  const { id } = await core.client.call('connections.add', lab())
  await server.close()
  expect(await core.client.call('connections.check', { connectionId: id })).toMatchObject({ status: 'offline' })
  expect(recorded()?.token?.byteLength).toBe(secret.length)
  server = await startLyingServer(() => undefined)
})

test('a change without a token keeps the one that is there', async () => {
  const core = start(keystore())
  const { id } = await core.client.call('connections.add', lab())
  const changed = await core.client.call('connections.change', { connectionId: id, ...lab(), name: 'Bench', token: '' })
  expect(changed).toMatchObject({ id, name: 'Bench', status: 'ready', token: { kept: 'keychain' } })
  expect(records.kept.connections.size).toBe(1)
  // To a user id, and the token is gone.
  const { token: _none, ...plain } = lab()
  await expect(core.client.call('connections.change', { connectionId: id, ...plain })).rejects.toMatchObject({
    code: 'auth',
  })
  expect(recorded()?.token?.byteLength).toBe(secret.length)
})

test('a check step by step uses the token that is there', async () => {
  const core = start(keystore())
  const { id } = await core.client.call('connections.add', lab())
  const steps = await firstThat(
    core.client.stream('connections.checkSteps', { ...lab(), token: '', connectionId: id }),
    (all) => all.every(({ state }) => state !== 'waiting' && state !== 'doing'),
  )
  expect(steps.filter(({ state }) => state === 'failed')).toEqual([])
  expect(JSON.stringify(steps)).not.toContain(secret)
})

test('the window can ask what encrypts', async () => {
  expect(await start(keystore()).client.call('connections.keystore', undefined)).toEqual({
    name: 'the keyring of this desktop',
  })
  expect(await start().client.call('connections.keystore', undefined)).toEqual({})
})
