import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { labelOf } from '../../shared/domain/outcome.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { Session, SessionRef } from '../../shared/domain/session.ts'
import type { PlainOptions } from '../local-server/plain/options.ts'
import type { PlainServer } from '../local-server/plain/plain-server.ts'
import { memoryRecords } from './testing/memory-records.ts'
import type { PlainRuntime } from './testing/real-plain-server.ts'
import { openPlainRuntime, realPlainServer } from './testing/real-plain-server.ts'
import type { TestCore } from './testing/start-core.ts'
import { firstThat, sessionLists, startTestCore } from './testing/start-core.ts'

// What the application promises holds on a server as it is in the field, with real sandboxes behind it.

let runtime: PlainRuntime
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  runtime = await openPlainRuntime()
})
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})
afterAll(async () => await runtime.close())

const connectionId = 'plain'
const figures = { image: 'python:3.11-slim', cpuCount: 2, memoryMb: 2048, ttlHours: 24, network: true }

/** A server and an application that knows it. */
async function start(
  options: PlainOptions = {},
  pauseLooks: readonly number[] = [1],
): Promise<{ readonly server: PlainServer; readonly app: TestCore }> {
  const server = await realPlainServer({ runtime: runtime.runtime, ...options })
  open.push(server)
  const records = memoryRecords()
  await records.connections.put({ id: connectionId, name: 'Plain', address: server.origin, userId: 'mira' })
  const app = startTestCore({ records, pauseLooks })
  open.push(app)
  return { server, app }
}

const create = async ({ client }: TestCore, name: string): Promise<SessionRef> =>
  await client.call('sessions.create', { connectionId, name, ...figures })

async function row({ client }: TestCore, ref: SessionRef, holds: (session: Session) => boolean): Promise<Session> {
  let found: Session | undefined
  await firstThat(sessionLists(client), (lists) => {
    found = lists.flatMap(({ sessions }) => sessions).find(({ sessionId }) => sessionId === ref.sessionId)
    return found !== undefined && holds(found)
  })
  if (!found) throw new Error('It is not in the list.')
  return found
}

/** Runs a command to its outcome. */
async function run({ client }: TestCore, session: SessionRef, command: string, limit = 60) {
  const begun = await client.call('runs.start', { kind: 'command', session, command, limit })
  const ended = await settled(client, begun)
  let out = ''
  for await (const { bytes } of client.stream('runs.output', { runId: begun.id })) out += Buffer.from(bytes).toString()
  return { label: labelOf(ended.state), state: ended.state, out }
}

async function settled(client: TestCore['client'], run: Run): Promise<Run> {
  const runs = await firstThat(client.stream('runs.watch', run.session), (all) =>
    all.some(({ id, state }) => id === run.id && state.name === 'settled'),
  )
  const found = runs.find(({ id }) => id === run.id)
  if (!found) throw new Error('The run is not there.')
  return found
}

const sandboxOf = async (app: TestCore, session: SessionRef): Promise<string> =>
  (await row(app, session, ({ server }) => server?.sandboxId !== undefined)).server?.sandboxId ?? ''

const deployments = ['memory', 'stored'] as const

test.each(deployments)('create, run, write, pause, resume and delete (%s)', async (deployment) => {
  const { app, server } = await start({ deployment })
  const { client } = app
  const session = await create(app, 'survey')
  expect(await run(app, session, 'echo out; exit 3')).toMatchObject({ label: 'failed', out: 'out\n' })
  const path = "/workspace/it's $HOME.txt"
  await client.call('files.write', { session, path, bytes: Buffer.from('kept'), expected: null })
  expect((await client.call('files.list', { session, path: '/workspace' })).entries).toMatchObject([{ path }])
  expect(await client.call('sessions.pause', session)).toMatchObject({ status: 'paused', name: 'survey' })
  // Given back, and nothing of it is left for whoever gets it next.
  const other = await create(app, 'next')
  expect((await client.call('files.list', { session: other, path: '/workspace' })).entries).toEqual([])
  expect(await client.call('sessions.resume', session)).toMatchObject({ status: 'active', name: 'survey' })
  expect((await run(app, session, 'true')).label).toBe('ok')
  await client.call('sessions.delete', session)
  await client.call('sessions.delete', other)
  const executed = server.requests.filter(({ target }) => target === '/api/v1/execute')
  expect(executed.filter(({ status }) => status !== 200)).toEqual([])
})

test('dead sandboxes and used ones are never worked in', async () => {
  const { app, server } = await start()
  const first = await create(app, 'first')
  const used = await sandboxOf(app, first)
  await app.client.call('sessions.pause', first)
  // The next one given out, and nobody has noticed.
  await server.killSandbox(used)
  const second = await create(app, 'second')
  expect(await sandboxOf(app, second)).not.toBe(used)
  expect(await run(app, second, 'echo works')).toMatchObject({ label: 'ok', out: 'works\n' })
})

test('a run out of time and one with cut output run on, and neither is called a success', async () => {
  const { app } = await start()
  const session = await create(app, 'runs')
  const slow = await run(app, session, 'echo begun; sleep 1000', 1)
  expect(slow).toMatchObject({ label: 'timed-out', out: 'begun\n' })
  const loud = await run(app, session, "head -c 12000000 /dev/zero | tr '\\0' x; sleep 1000", 60)
  expect(loud.label).toBe('output-cut')
  // The server stops nothing, and the run says so.
  for (const { state } of [slow, loud]) expect(state).toMatchObject({ facts: { stillRunning: true } })
})

test('more requests than a connection has are not noticed', async () => {
  const { app, server } = await start()
  await create(app, 'busy')
  for (let count = 0; count < 420; count += 1) await app.client.call('sessions.refresh', { connectionId })
  expect(server.requests.length).toBeGreaterThan(420)
  expect(server.requests.filter(({ status }) => status === 429)).toEqual([])
})

test.each(deployments)('a session whose answer was lost is found again (%s)', async (deployment) => {
  const { app, server } = await start({ deployment })
  server.mishaps.push({ on: 'POST /api/v1/sessions', reply: 'hang up', works: true })
  const session = await create(app, 'lost').catch(async () => {
    const lists = await firstThat(sessionLists(app.client), (all) =>
      all.some(({ sessions }) => sessions.some(({ stopped }) => stopped !== undefined)),
    )
    const stopped = lists.flatMap(({ sessions }) => sessions).find((one) => one.stopped !== undefined)
    return await app.client.call('sessions.again', { workflowId: stopped?.stopped?.id ?? '' })
  })
  expect(await run(app, session, 'echo found')).toMatchObject({ out: 'found\n' })
  const made = server.requests.filter(({ method, target }) => method === 'POST' && target === '/api/v1/sessions')
  expect(made).toHaveLength(1)
})

test('a long pause is a 502 that worked', async () => {
  const options = { deployment: 'stored', times: { service: 300 }, savedBytesPerSecond: 1_000_000 } as const
  const { app } = await start(
    options,
    Array.from({ length: 300 }, () => 200),
  )
  const session = await create(app, 'large')
  await run(app, session, 'head -c 1000000 /dev/zero > large')
  expect((await app.client.call('sessions.pause', session)).status).toBe('paused')
})

test('after a restart of the sandboxes a run says sandbox-gone, and opening brings another', async () => {
  const { app, server } = await start()
  const session = await create(app, 'survivor')
  await server.restartSandboxes()
  expect((await run(app, session, 'true')).label).toBe('sandbox-gone')
  expect((await app.client.call('sessions.open', session)).status).toBe('active')
  expect((await run(app, session, 'true')).label).toBe('ok')
})

test('ten thousand sessions are a list', async () => {
  const { app } = await start({ seed: { count: 10_000, owner: 'mira' } })
  const lists = await firstThat(sessionLists(app.client), (all) => all.some(({ sessions }) => sessions.length > 9800))
  expect(lists.flatMap(({ sessions }) => sessions).some(({ status }) => status === 'paused')).toBe(true)
})
