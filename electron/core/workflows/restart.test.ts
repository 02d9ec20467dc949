import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { startTestCore } from '../testing/start-core.ts'
import type { Setup } from './testing/setup.ts'
import { failure, labId, startSetup } from './testing/setup.ts'

let at: Setup
beforeEach(async () => {
  at = await startSetup()
})
afterEach(() => at.close())

const id = '5d0c5a0e-0000-4000-8000-000000000001'

function cursor(session: SessionRef, part: Partial<WorkflowCursor>): WorkflowCursor {
  const nothing = { input: {}, found: {}, problem: null, updatedAt: Date.now() }
  return { id, session, kind: 'pause', step: 'pause', phase: 'doing', ...nothing, ...part }
}

function heldBy(ref: SessionRef): WorkflowCursor['found'] {
  return { held: { id: String(at.server.sessions.get(ref.sessionId)?.sandbox_id), at: Date.now() } }
}

/** A person changes the connection to where the server is. */
async function moveLab(): Promise<void> {
  const place = { name: 'Lab', address: at.server.http.origin, userId: 'mira' }
  await at.app.client.call('connections.change', { connectionId: labId, ...place })
}

test('a pause that a crash cut off is finished at the next start, and shown meanwhile', async () => {
  const ref = await at.create()
  await at.records.cursors.put(cursor(ref, { found: heldBy(ref) }))
  const seen = new Set<string>()
  await at.restart()
  const row = await at.row(ref, ({ status, progress }) => {
    if (progress) seen.add(progress.workflow)
    return status === 'paused' && !progress
  })
  expect([...seen]).toEqual(['pause'])
  expect([row.problem, row.stopped, at.acquired(), at.records.kept.cursors.size]).toEqual([undefined, undefined, 0, 0])
})

test('what waits for a server that does not answer says so, and goes on when it does', async () => {
  const ref = await at.create()
  await at.records.cursors.put(cursor(ref, { found: heldBy(ref) }))
  at.server.mishaps.push({ on: 'GET /health', reply: 'hang up', times: 2 })
  await at.restart()
  const row = await at.row(ref, ({ progress }) => progress !== undefined)
  expect(row.progress).toMatchObject({ workflow: 'pause', step: 3, of: 5 })
  await at.app.client.call('connections.check', { connectionId: labId })
  await at.row(ref, ({ status, progress }) => status === 'paused' && !progress)
})

test('the end of the application waits for no server that does not answer', async () => {
  const ref = await at.create()
  await at.app.close()
  await at.records.cursors.put(cursor(ref, { found: heldBy(ref) }))
  await at.records.connections.put({ id: labId, name: 'Lab', address: 'http://127.0.0.1:1', userId: 'mira' })
  const app = startTestCore({ records: at.records })
  await app.close()
  expect(at.records.kept.cursors.size).toBe(1)
})

test('a failure that was told before the end is told again, with the same ways out', async () => {
  const exhausted = { status: 503, body: 'sandbox pool exhausted\n' }
  at.server.mishaps.push({ on: 'POST /api/v1/sandbox/acquire', reply: exhausted })
  await failure(at.create())
  await at.restart()
  const [row] = await at.rows((rows) => rows.some(({ stopped }) => stopped))
  expect(row).toMatchObject({
    status: 'creating',
    problem: { code: 'unavailable' },
    stopped: { canUndo: true, step: 2 },
  })
  const ref = await at.app.client.call('sessions.again', { workflowId: row?.stopped?.id ?? '' })
  expect(await at.row(ref, ({ stopped }) => !stopped)).toMatchObject({ status: 'active', name: 'survey' })
})

test('a creation that was cut off before its server had answered finds its session, or makes it', async () => {
  const ref = await at.create()
  const made = at.server.sessions.get(ref.sessionId)
  const mark = Object(made?.metadata).request
  const wanted = {
    connectionId: labId,
    name: 'survey',
    image: 'x',
    cpuCount: 2,
    memoryMb: 2048,
    ttlHours: 24,
    network: true,
  }
  const part = { kind: 'create', step: 'session', input: { wanted, mark, askedAt: Date.now() } } as const
  await at.records.sessions.remove(ref)
  await at.records.cursors.put(cursor({ connectionId: labId, sessionId: `new-${id}` }, part))
  await at.restart()
  await at.rows((rows) => rows.every(({ progress }) => !progress) && at.records.kept.cursors.size === 0)
  // It was found, with the sandbox that it has: nothing was made or acquired again.
  expect([at.server.sessions.size, at.server.sandboxes.size]).toEqual([1, 1])
  expect(await at.row(ref, ({ name }) => name === 'survey')).toMatchObject({ status: 'active' })

  at.server.sessions.clear()
  await at.records.cursors.put(cursor({ connectionId: labId, sessionId: `new-${id}` }, part))
  await at.restart()
  await at.rows((rows) => rows.some(({ status }) => status === 'active') && at.records.kept.cursors.size === 0)
  expect(at.server.sessions.size).toBe(1)
})

test('what was being undone goes on being undone', async () => {
  const ref = await at.create()
  const wanted = {
    connectionId: labId,
    name: 'survey',
    image: 'x',
    cpuCount: 2,
    memoryMb: 2048,
    ttlHours: 24,
    network: true,
  }
  const acquired = heldBy(ref).held ?? null
  const input = { wanted, mark: 'm', askedAt: 0 }
  await at.records.cursors.put(
    cursor(ref, { kind: 'create', step: 'files', phase: 'undoing', input, found: { acquired, ready: true } }),
  )
  await at.restart()
  await at.rows((rows) => rows.length === 0)
  expect([at.server.sessions.size, at.acquired(), at.records.kept.cursors.size]).toEqual([0, 0, 0])
})

test('a sandbox that nobody used for an hour is not touched: it may be somebody else’s by now', async () => {
  const ref = await at.create()
  const { held } = heldBy(ref)
  const old = { ...Object(held), at: Date.now() - 56 * 60_000 }
  await at.records.cursors.put(cursor(ref, { found: { held: old } }))
  at.server.deeds()
  await at.restart()
  await at.row(ref, ({ status, progress }) => status === 'paused' && !progress)
  expect(at.server.deeds()).toEqual(['POST /sessions/:id/pause'])
})

test('a workflow of a later version is forgotten and said in the log', async () => {
  const ref = await at.create()
  await at.records.cursors.put(cursor(ref, { step: 'of a later version' }))
  await at.restart()
  await expect.poll(() => at.records.kept.cursors.size).toBe(0)
  expect(at.app.logged.filter((line) => line.includes('did not go on'))).toHaveLength(1)
  await at.app.client.call('sessions.open', ref)
})

test('connections that could not be read once cost no workflow: it goes on at the next start', async () => {
  const ref = await at.create()
  await at.records.cursors.put(cursor(ref, { found: heldBy(ref) }))
  await at.app.close()
  const broken = async () => {
    throw new Error('The disk is gone.')
  }
  const unlucky = startTestCore({
    records: { ...at.records, connections: { ...at.records.connections, list: broken } },
  })
  await expect.poll(() => unlucky.logged.filter((line) => line.includes('did not go on'))).toHaveLength(1)
  await unlucky.close()
  expect(at.records.kept.cursors.size).toBe(1)
  await at.restart()
  await at.row(ref, ({ status, progress }) => status === 'paused' && !progress)
})

test('a connection that a person removes takes along what was half way there, and nothing else', async () => {
  const ref = await at.create()
  at.server.mishaps.push({ on: 'GET /health', reply: 'hang up', times: 2 })
  await at.records.cursors.put(cursor(ref, { found: heldBy(ref) }))
  await at.records.cursors.put(cursor({ connectionId: 'not read this time', sessionId: 's' }, { id: `${id}9` }))
  await at.restart()
  await at.row(ref, ({ progress }) => progress !== undefined)
  await at.app.client.call('connections.remove', { connectionId: labId })
  expect([...at.records.kept.cursors.keys()]).toEqual([`${id}9`])
})

test('what waits for a server goes on with the one that a person puts in its place', async () => {
  const ref = await at.create()
  await at.app.close()
  await at.records.cursors.put(cursor(ref, { found: heldBy(ref) }))
  await at.records.connections.put({ id: labId, name: 'Lab', address: 'http://127.0.0.1:1', userId: 'mira' })
  await at.restart()
  await at.row(ref, ({ progress }) => progress?.words === 'waiting for the server')
  await moveLab()
  await at.row(ref, ({ status, progress }) => status === 'paused' && !progress)
})

test('what stopped goes on with the server that a person puts in the place of its first one', async () => {
  at.server.mishaps.push({
    on: 'POST /api/v1/sandbox/acquire',
    reply: { status: 503, body: 'sandbox pool exhausted\n' },
  })
  await failure(at.create())
  const [row] = await at.rows((rows) => rows.some(({ stopped }) => stopped))
  await moveLab()
  const ref = await at.app.client.call('sessions.again', { workflowId: row?.stopped?.id ?? '' })
  expect(await at.row(ref, ({ stopped }) => !stopped)).toMatchObject({ status: 'active' })
})

test('a delete that ends at the next start forgets also what runs begin with', async () => {
  const ref = await at.create()
  await at.app.client.call('runOptions.write', { session: ref, workDir: '/workspace/data', env: [] })
  await at.records.cursors.put(cursor(ref, { kind: 'delete', step: 'session', phase: 'before' }))
  await at.restart()
  await at.rows((rows) => rows.length === 0)
  await expect.poll(() => at.records.kept.cursors.size).toBe(0)
  expect(await at.records.runOptions.get(ref)).toEqual({ env: [] })
})

test('a store that cannot be read lets sessions be opened all the same, and nothing be begun', async () => {
  const ref = await at.create()
  const broken = async () => {
    throw new Error('The disk is gone.')
  }
  const records = { ...memoryRecords(), cursors: { list: broken, put: broken, remove: broken } }
  await records.connections.put({ id: labId, name: 'Lab', address: at.server.http.origin, userId: 'mira' })
  const app = startTestCore({ records })
  await expect
    .poll(
      async () =>
        await app.client.call('sessions.refresh', { connectionId: labId }).then(
          () => true,
          () => false,
        ),
    )
    .toBe(true)
  expect(await app.client.call('sessions.open', ref)).toMatchObject({ status: 'active' })
  at.server.deeds()
  await failure(app.client.call('sessions.pause', ref))
  expect(at.server.deeds()).toEqual([])
  await app.close()
})
