import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import type { LyingServer, Reply } from '../testing/lying-server.ts'
import { startLyingServer } from '../testing/lying-server.ts'
import type { MemoryRecords } from '../testing/memory-records.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import type { TestCore } from '../testing/start-core.ts'
import { firstThat, sessionLists, startTestCore } from '../testing/start-core.ts'
import type { FailedLocalServer, RunningLocalServer } from './local-server.ts'

let server: LyingServer
let replies: Map<string, Reply>
let records: MemoryRecords
let app: TestCore
/** Waited for before a path is answered. */
let held: ((path: string) => Promise<void>) | undefined

beforeEach(async () => {
  replies = new Map<string, Reply>([['/api/v1/sessions', { body: { sessions: [] } }]])
  held = undefined
  server = await startLyingServer(async ({ path }) => {
    await held?.(path)
    return replies.get(path)
  })
  records = memoryRecords()
  app = startTestCore({ records })
})

afterEach(async () => {
  await app.close()
  await server.close()
})

const lab = () => ({ name: 'Lab', address: server.origin, userId: 'mira' })

async function until(holds: (all: readonly Connection[]) => boolean, of = app): Promise<readonly Connection[]> {
  return await firstThat(of.client.stream('connections.watch', undefined), holds)
}

test('a server is checked, then kept, and shown after this computer', async () => {
  const added = await app.client.call('connections.add', { ...lab(), address: `${server.origin}/` })
  expect(added).toMatchObject({ kind: 'server', name: 'Lab', address: server.origin, userId: 'mira', status: 'ready' })
  expect([...records.kept.connections.values()]).toEqual([{ id: added.id, ...lab(), role: 'user' }])
  expect((await until(() => true)).map(({ id }) => id)).toEqual([localConnectionId, added.id])
  expect(server.lines().slice(0, 2)).toEqual(['GET /health', 'POST /api/v1/auth/token'])
  expect(JSON.stringify(await until(() => true))).not.toContain('the-token')
})

test('one without a name takes its host for one', async () => {
  expect(await app.client.call('connections.add', { ...lab(), name: '' })).toMatchObject({
    name: server.origin.replace('http://', ''),
  })
})

test.each([
  ['http://lab.example.org', 'refused'],
  ['https://mira@lab.example.org', 'refused'],
  ['', 'refused'],
])('the address %j is %s without a request', async (address, code) => {
  await expect(app.client.call('connections.add', { ...lab(), address })).rejects.toMatchObject({ code })
  expect(server.received).toEqual([])
})

test.each([
  ['/api/v1/auth/token', { status: 401, body: 'no' }, 'auth'],
  ['/health', { status: 502, body: '' }, 'unavailable'],
  ['/health', { body: '<html>' }, 'server'],
  ['/health', 'hang up', 'unavailable'],
] as const)('a check that fails at %s (%j) is %s, and nothing is kept', async (path, reply, code) => {
  replies.set(path, reply)
  await expect(app.client.call('connections.add', lab())).rejects.toMatchObject({ code })
  expect(records.kept.connections.size).toBe(0)
  expect(await until(() => true)).toHaveLength(1)
})

test('a server that is not there is offline', async () => {
  await server.close()
  await expect(app.client.call('connections.add', lab())).rejects.toMatchObject({ code: 'offline' })
  server = await startLyingServer(() => undefined)
})

test('the same address and user is not kept twice, another user is', async () => {
  await app.client.call('connections.add', lab())
  await expect(app.client.call('connections.add', lab())).rejects.toMatchObject({ code: 'refused' })
  await app.client.call('connections.add', { ...lab(), userId: 'tom' })
  expect(records.kept.connections.size).toBe(2)
})

/** Holds back the answer to a path; `reached` counts those that wait. */
function hold(path: string) {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let reached = 0
  held = async (asked) => {
    if (asked !== path) return
    reached += 1
    await released
  }
  return { release, reached: () => reached }
}

test('two that are added at once with the same address and user are one', async () => {
  const { release, reached } = hold('/health')
  const both = [app.client.call('connections.add', lab()), app.client.call('connections.add', lab())]
  const settled = Promise.allSettled(both)
  await expect.poll(reached).toBe(2)
  release()
  const outcomes = (await settled).map((one) => (one.status === 'fulfilled' ? 'kept' : one.reason.code))
  expect(outcomes.sort()).toEqual(['kept', 'refused'])
  expect(records.kept.connections.size).toBe(1)
  expect(await until(() => true)).toHaveLength(2)
})

test('one that is removed while a change of it is checked stays removed', async () => {
  const { id } = await app.client.call('connections.add', lab())
  const { release, reached } = hold('/health')
  const changed = app.client.call('connections.change', { ...lab(), name: 'New', connectionId: id })
  const outcome = expect(changed).rejects.toMatchObject({ code: 'not-found' })
  await expect.poll(reached).toBe(1)
  await app.client.call('connections.remove', { connectionId: id })
  release()
  await outcome
  expect(records.kept.connections.size).toBe(0)
  expect(await until(() => true)).toHaveLength(1)
})

test('a removed connection is gone from the list and from the store; this computer stays', async () => {
  const { id } = await app.client.call('connections.add', lab())
  await app.client.call('connections.remove', { connectionId: id })
  expect(records.kept.connections.size).toBe(0)
  expect(await until((all) => all.length === 1)).toMatchObject([{ id: localConnectionId }])
  await expect(app.client.call('connections.check', { connectionId: id })).rejects.toMatchObject({ code: 'not-found' })
  await expect(app.client.call('connections.remove', { connectionId: localConnectionId })).rejects.toMatchObject({
    code: 'refused',
  })
})

test('kept connections are there after a start, and say how the server is', async () => {
  await records.connections.put({ id: 'kept-1', ...lab() })
  const second = startTestCore({ records })
  expect(await until((all) => all[1]?.status === 'ready', second)).toMatchObject([{}, { id: 'kept-1', name: 'Lab' }])
  await second.close()
})

test('a dead server is shown as such and recovered from', async () => {
  const { id } = await app.client.call('connections.add', lab())
  replies.set('/health', 'hang up')
  expect(await app.client.call('connections.check', { connectionId: id })).toMatchObject({
    status: 'unavailable',
    error: { code: 'unavailable' },
  })
  replies.delete('/health')
  const back = await app.client.call('connections.check', { connectionId: id })
  expect(back.status).toBe('ready')
  expect(back).not.toHaveProperty('error')
})

test('a question that is answered shows that the server is back', async () => {
  const { id } = await app.client.call('connections.add', lab())
  replies.set('/api/v1/sessions', { status: 502, body: { error: 'service_unavailable' } })
  await app.client.call('sessions.refresh', { connectionId: id })
  expect((await until((all) => all[1]?.status === 'unavailable'))[1]).toHaveProperty('error')
  replies.set('/api/v1/sessions', { body: { sessions: [] } })
  await app.client.call('sessions.refresh', { connectionId: id })
  expect((await until((all) => all[1]?.status === 'ready'))[1]).not.toHaveProperty('error')
})

test('a 503 of a proxy shows that the server is away', async () => {
  const { id } = await app.client.call('connections.add', lab())
  replies.set('/api/v1/sessions', { status: 503, body: 'no server is available' })
  await app.client.call('sessions.refresh', { connectionId: id })
  expect((await until(() => true))[1]?.status).toBe('unavailable')
})

/** A local server of the test: it "runs" until `end` is called. */
function localServers(outcomes: readonly ('ready' | 'failed')[]) {
  const ends: (() => void)[] = []
  let starts = 0
  const start = async (): Promise<RunningLocalServer | FailedLocalServer> => {
    const outcome = outcomes[Math.min(starts, outcomes.length - 1)]
    starts += 1
    if (outcome === 'failed')
      return {
        status: 'failed',
        probe: {
          status: 'failed',
          cause: 'bubblewrap-missing',
          sentence: 'It is missing.',
          command: 'apt install bubblewrap',
        },
      }
    const gone = new Promise<void>((resolve) => {
      ends.push(resolve)
    })
    return { status: 'ready', socketPath: '/nowhere/server.sock', gone, leave: () => undefined }
  }
  return { start, ends, starts: () => starts }
}

test('this computer that cannot run sandboxes says why, and Check again repeats the probe', async () => {
  const local = localServers(['failed', 'failed', 'ready'])
  const second = startTestCore({ startLocalServer: local.start })
  const [failed] = await until(([first]) => first?.status === 'failed', second)
  expect(failed?.probe).toMatchObject({ cause: 'bubblewrap-missing', command: 'apt install bubblewrap' })
  const lists = await firstThat(sessionLists(second.client), ([first]) => first?.state === 'stale')
  expect(lists[0]?.error).toMatchObject({ code: 'unsupported', message: 'It is missing.' })
  expect(await second.client.call('connections.check', { connectionId: localConnectionId })).toMatchObject({
    status: 'failed',
  })
  expect(await second.client.call('connections.check', { connectionId: localConnectionId })).not.toMatchObject({
    status: 'failed',
  })
  expect(local.starts()).toBe(3)
  await second.close()
})

test('a local server that ends is started again by itself, but not when that ends at once as well', async () => {
  const local = localServers(['ready'])
  const second = startTestCore({ startLocalServer: local.start })
  await expect.poll(() => local.starts()).toBe(1)
  local.ends[0]?.()
  await expect.poll(() => local.starts()).toBe(2)
  local.ends[1]?.()
  await until(([first]) => first?.error?.message.includes('ended') ?? false, second)
  expect(local.starts()).toBe(2)
  await second.client.call('connections.check', { connectionId: localConnectionId })
  expect(local.starts()).toBe(3)
  await second.close()
})

test('what a healthy local server tells of itself is kept with the connection', async () => {
  replies.set('/health', {
    body: {
      status: 'ok',
      version: '0.1.0',
      runtime: 'bubblewrap 0.8.0',
      limits: { kind: 'none' },
      extensions: ['keeps/1'],
      keeps: ['workspace'],
      probe: { status: 'ready', isolation: 'bubblewrap 0.8.0', languages: ['Python 3.11.2'], limits: 'per-process' },
    },
  })
  expect(await app.client.call('connections.add', lab())).toMatchObject({
    facts: { version: '0.1.0', runtime: 'bubblewrap 0.8.0', extensions: ['keeps/1'], keeps: ['workspace'] },
    probe: { status: 'ready', languages: ['Python 3.11.2'] },
  })
})

test('a connection that is changed to another server lists the sessions of that one, under the same id', async () => {
  const { id } = await app.client.call('connections.add', lab())
  const sent = {
    id: 's-9',
    user_id: 'mira',
    status: 'active',
    created_at: '2026-11-23T10:00:00Z',
    expires_at: '2099-01-01T00:00:00Z',
  }
  const other = await startLyingServer(({ path }) =>
    path === '/api/v1/sessions' ? { body: { sessions: [sent] } } : undefined,
  )
  const changed = await app.client.call('connections.change', { connectionId: id, ...lab(), address: other.origin })
  expect(changed).toMatchObject({ id, address: other.origin, status: 'ready' })
  await app.client.call('sessions.refresh', { connectionId: id })
  const lists = await firstThat(
    sessionLists(app.client),
    (all) => (all.find(({ connectionId }) => connectionId === id)?.sessions.length ?? 0) > 0,
  )
  expect(lists.at(-1)?.sessions).toMatchObject([{ connectionId: id, sessionId: 's-9', status: 'active' }])
  expect(records.kept.connections.size).toBe(1)
  await other.close()
})

test('a change that does not pass its check leaves everything as it was', async () => {
  const { id } = await app.client.call('connections.add', lab())
  const before = records.kept.connections.get(id)
  await expect(
    app.client.call('connections.change', { connectionId: id, ...lab(), address: 'http://127.0.0.1:1' }),
  ).rejects.toMatchObject({ code: 'offline' })
  expect(records.kept.connections.get(id)).toEqual(before)
  expect(await app.client.call('connections.check', { connectionId: id })).toMatchObject({ status: 'ready' })
})
