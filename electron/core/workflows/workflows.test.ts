import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppError } from '../../../shared/domain/errors.ts'
import type { Session, SessionRef } from '../../../shared/domain/session.ts'
import type { PlainServer } from '../testing/plain-server.ts'
import { startPlainServer } from '../testing/plain-server.ts'
import type { TestCore } from '../testing/start-core.ts'
import { firstThat, sessionLists, startTestCore } from '../testing/start-core.ts'

let server: PlainServer
let app: TestCore
let connectionId: string

beforeEach(async () => {
  server = await startPlainServer()
  app = startTestCore()
  const added = await app.client.call('connections.add', { name: 'Lab', address: server.http.origin, userId: 'mira' })
  connectionId = added.id
  server.deeds()
})

afterEach(async () => {
  await app.close()
  await server.close()
})

const badGateway = { status: 502, body: { error: 'service_unavailable', message: 'http://localhost:9090' } } as const

async function create(network = true): Promise<SessionRef> {
  const figures = { image: 'python:3.11-slim', cpuCount: 2, memoryMb: 2048, ttlHours: 24 }
  return await app.client.call('sessions.create', { connectionId, name: 'survey', ...figures, network })
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  return await work.then(
    () => {
      throw new Error('It should have failed.')
    },
    (error: unknown) => error as AppError,
  )
}

async function shown(): Promise<readonly Session[]> {
  const lists = await firstThat(sessionLists(app.client), (all) => all.length === 2)
  return lists.flatMap(({ sessions }) => sessions)
}

const acquired = () => [...server.sandboxes.values()].filter((sandbox) => sandbox.acquired).length

test('create: what its runs begin with is there with it, secrets too, and nowhere else', async () => {
  const figures = { image: 'python:3.11-slim', cpuCount: 2, memoryMb: 2048, ttlHours: 24, network: true }
  const env = [
    { name: 'PLACE', value: 'here', secret: false },
    { name: 'TOKEN', value: 'hidden-value', secret: true },
  ]
  const workflowId = randomUUID()
  const making = { connectionId, sessionId: `new-${workflowId}` }
  const wanted = { connectionId, name: 'survey', ...figures, workflowId, env }
  server.mishaps.push({ on: 'POST /api/v1/sessions', reply: { status: 400, body: 'memory_mb: must be at most 1024' } })
  expect((await failure(app.client.call('sessions.create', wanted))).message).toContain('must be at most 1024')
  expect((await app.client.call('runOptions.read', { session: making })).env).toEqual([])

  // Stopped half way it is kept, in no cursor, and the same question once more goes on with it.
  server.mishaps.push({ on: 'POST /api/v1/sandbox/acquire', reply: { status: 503, body: 'sandbox pool exhausted' } })
  expect((await failure(app.client.call('sessions.create', wanted))).code).toBe('unavailable')
  expect(JSON.stringify([...app.records.kept.cursors.values()])).not.toContain('hidden-value')
  const other = { ...wanted, name: 'other' }
  expect((await failure(app.client.call('sessions.create', other))).code).toBe('conflict')
  const session = await app.client.call('sessions.create', wanted)
  expect(server.sessions.size).toBe(1)
  expect((await app.client.call('runOptions.read', { session })).env).toEqual([
    { name: 'PLACE', value: 'here', secret: false },
    { name: 'TOKEN', secret: true, kept: 'memory' },
  ])
  expect((await app.client.call('runOptions.read', { session: making })).env).toEqual([])
})

test('create: session, sandbox, probe, what others left is removed, bind', async () => {
  const ref = await create()
  expect(server.deeds()).toEqual([
    'POST /sessions',
    'POST /sandbox/acquire',
    'POST /execute true',
    'POST /execute python3',
    'POST /sessions/:id/bind',
  ])
  const [session] = server.sessions.values()
  expect(session).toMatchObject({
    ttl: 86_400_000_000_000,
    cpu_count: 2,
    memory_mb: 2048,
    metadata: { name: 'survey' },
  })
  expect(await shown()).toMatchObject([{ ...ref, name: 'survey', status: 'active' }])
  expect([...app.records.kept.sessions.values()]).toMatchObject([{ ...ref, name: 'survey' }])
})

test('create: its steps are shown while it runs', async () => {
  const seen = new Set<string>()
  const stop = new AbortController()
  const watching = (async () => {
    for await (const lists of sessionLists(app.client, { signal: stop.signal }))
      for (const { sessions } of lists)
        for (const { status, progress } of sessions)
          if (progress) seen.add(`${status} ${progress.workflow} ${progress.step} of ${progress.of}, ${progress.words}`)
  })()
  await create()
  stop.abort()
  await expect(watching).rejects.toMatchObject({ code: 'cancelled' })
  expect([...seen]).toEqual([
    'creating create 1 of 3, session',
    'creating create 2 of 3, sandbox',
    'creating create 3 of 3, files',
  ])
})

test('create: a cancel between the steps undoes what was made', async () => {
  const cancel = new AbortController()
  const wanted = {
    connectionId,
    name: 'survey',
    image: 'python',
    cpuCount: 2,
    memoryMb: 2048,
    ttlHours: 24,
    network: true,
  }
  const made = failure(app.client.call('sessions.create', wanted, { signal: cancel.signal }))
  await firstThat(sessionLists(app.client), (lists) =>
    lists.some(({ sessions }) => sessions.some(({ progress }) => progress?.step === 2)),
  )
  cancel.abort()
  expect(await made).toMatchObject({ code: 'cancelled' })
  await firstThat(sessionLists(app.client), (lists) => lists.every(({ sessions }) => sessions.length === 0))
  expect(server.deeds()).toContain('DELETE /sessions/:id')
  expect([server.sessions.size, acquired(), app.records.kept.sessions.size]).toEqual([0, 0, 0])
})

test('create: a session that is refused leaves nothing, and the error says the step', async () => {
  server.mishaps.push({ on: 'POST /api/v1/sessions', reply: { status: 400, body: 'image is not allowed\n' } })
  const error = await failure(create())
  expect(error).toMatchObject({ code: 'server', message: 'The session was not created. image is not allowed' })
  expect(await shown()).toEqual([])
})

test('create: a session whose answer is lost is found again by its mark', async () => {
  server.mishaps.push({ on: 'POST /api/v1/sessions', reply: 'hang up', works: true })
  await create()
  expect(server.sessions.size).toBe(1)
})

test('create: a lost answer of a session that was not made is an error', async () => {
  server.mishaps.push({ on: 'POST /api/v1/sessions', reply: 'hang up' })
  expect(await failure(create())).toMatchObject({ code: 'outcome-unknown' })
  expect(await shown()).toEqual([])
})

test('create: no sandbox to be had keeps the session half made, for another try or an undo', async () => {
  server.mishaps.push({ on: 'POST /api/v1/sandbox/acquire', reply: { status: 503, body: 'sandbox pool exhausted\n' } })
  const error = await failure(create())
  expect(error).toMatchObject({ code: 'unavailable', status: 503 })
  expect(error.message).toBe('The session got no sandbox. Every sandbox of the server is in use.')
  const [row] = await shown()
  expect(row).toMatchObject({
    name: 'survey',
    status: 'creating',
    problem: { code: 'unavailable' },
    stopped: { workflow: 'create', step: 2, of: 3, words: 'sandbox', canUndo: true },
  })
  await app.client.call('sessions.undo', { workflowId: row?.stopped?.id ?? '' })
  expect([server.sessions.size, await shown(), app.records.kept.sessions.size]).toEqual([0, [], 0])
  expect(app.records.kept.cursors.size).toBe(0)
})

test('create: another try goes on at the step that failed', async () => {
  server.mishaps.push({ on: 'POST /api/v1/sandbox/acquire', reply: { status: 503, body: 'sandbox pool exhausted\n' } })
  await failure(create())
  const [row] = await shown()
  server.deeds()
  const ref = await app.client.call('sessions.again', { workflowId: row?.stopped?.id ?? '' })
  expect(server.deeds()).not.toContain('POST /sessions')
  const [session] = server.sessions.values()
  expect(ref).toEqual({ connectionId, sessionId: session?.id })
  expect(session).toHaveProperty('sandbox_id')
  expect((await shown())[0]).not.toHaveProperty('stopped')
  await expect(app.client.call('sessions.again', { workflowId: row?.stopped?.id ?? '' })).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('create: half made, it is finished by opening it, removed by deleting it, and nothing else', async () => {
  const exhausted = { status: 503, body: 'sandbox pool exhausted\n' }
  server.mishaps.push({ on: 'POST /api/v1/sandbox/acquire', reply: exhausted, times: 2 })
  await failure(create())
  await failure(create())
  const [first, second] = await shown()
  if (!first || !second) throw new Error('They are not there.')
  expect(await failure(app.client.call('sessions.pause', first))).toMatchObject({ code: 'conflict' })
  await app.client.call('sessions.open', first)
  await app.client.call('sessions.delete', second)
  expect([...server.sessions.keys()]).toEqual([first.sessionId])
  expect([acquired(), app.records.kept.cursors.size]).toEqual([1, 0])
})

test('create: dead sandboxes are kept from the pool, and another is asked for', async () => {
  server.nextStates.push('dead', 'full')
  await create()
  expect([...server.sandboxes.values()].map(({ state, acquired }) => [state, acquired])).toEqual([
    ['dead', true],
    ['full', true],
    ['alive', true],
  ])
})

test('create: after three dead sandboxes it gives up, and an undo releases none of them', async () => {
  server.nextStates.push('dead', 'dead', 'dead')
  expect(await failure(create())).toMatchObject({ code: 'unavailable' })
  expect(server.sandboxes.size).toBe(3)
  const [row] = await shown()
  await app.client.call('sessions.undo', { workflowId: row?.stopped?.id ?? '' })
  expect(server.sessions.size).toBe(0)
  expect(acquired()).toBe(3)
})

test('create: a failure that another try would not change is undone at once: sandbox emptied and given back', async () => {
  server.mishaps.push({ on: 'POST /api/v1/sessions/:id/bind', reply: { status: 409, body: 'taken' } })
  expect(await failure(create())).toMatchObject({ code: 'conflict' })
  expect(acquired()).toBe(0)
  expect(server.sessions.size).toBe(0)
})

test('create: a bind that was a 502 and worked is a success', async () => {
  server.mishaps.push({ on: 'POST /api/v1/sessions/:id/bind', reply: badGateway, works: true })
  await create()
  expect([...server.sessions.values()][0]).toHaveProperty('sandbox_id')
})

test('create: what cannot be undone is said and stays in the list, until undoing succeeds', async () => {
  server.mishaps.push(
    { on: 'POST /api/v1/sandbox/acquire', reply: { status: 503, body: 'sandbox pool exhausted\n' } },
    { on: 'DELETE /api/v1/sessions/:id', reply: badGateway },
  )
  await failure(create())
  const [row] = await shown()
  const workflowId = row?.stopped?.id ?? ''
  expect((await failure(app.client.call('sessions.undo', { workflowId }))).message).toContain('could not be taken back')
  expect(await shown()).toMatchObject([{ name: 'survey', stopped: { undoing: true, step: 1 } }])
  // Its end is that of an undo: there is no session to go on with.
  expect(await failure(app.client.call('sessions.again', { workflowId }))).toMatchObject({ code: 'cancelled' })
  expect([server.sessions.size, await shown(), app.records.kept.cursors.size]).toEqual([0, [], 0])
})

test('create: a server that cannot turn the network off refuses, and nothing is left', async () => {
  expect(await failure(create(false))).toMatchObject({ code: 'unsupported' })
  expect(server.sessions.size).toBe(0)
  expect(acquired()).toBe(0)
})

test('open: a sandbox that answers is attached to, nothing is acquired', async () => {
  const ref = await create()
  server.deeds()
  expect(await app.client.call('sessions.open', ref)).toMatchObject({ status: 'active' })
  expect(server.deeds()).toEqual(['POST /execute true'])
})

test.each(['gone', 'dead'] as const)('open: a sandbox that is %s is replaced', async (state) => {
  const ref = await create()
  const [before] = server.sandboxes.entries()
  if (before) before[1].state = state
  await app.client.call('sessions.open', ref)
  expect(server.sandboxes.size).toBe(2)
  expect(server.sessions.get(ref.sessionId)?.sandbox_id).not.toBe(before?.[0])
  // What was only in the old one is lost here, and that is said until the next workflow.
  expect((await shown())[0]?.problem).toMatchObject({ code: 'gone', message: expect.stringContaining('are lost') })
  await app.client.call('sessions.open', ref)
  expect((await shown())[0]).not.toHaveProperty('problem')
})

test('open: a sandbox whose memory is full is kept with its files', async () => {
  const ref = await create()
  for (const sandbox of server.sandboxes.values()) sandbox.state = 'full'
  expect(await failure(app.client.call('sessions.open', ref))).toMatchObject({ code: 'unavailable' })
  expect(server.sandboxes.size).toBe(1)
  expect((await shown())[0]?.problem).toMatchObject({ code: 'unavailable' })
})

test('open: a server that does not answer replaces nothing', async () => {
  const ref = await create()
  server.mishaps.push({ on: 'POST /api/v1/execute', reply: badGateway })
  expect(await failure(app.client.call('sessions.open', ref))).toMatchObject({ code: 'outcome-unknown' })
  expect(server.sandboxes.size).toBe(1)
})

test('open: a paused session is refused, a vanished one is gone', async () => {
  const ref = await create()
  await app.client.call('sessions.pause', ref)
  expect(await failure(app.client.call('sessions.open', ref))).toMatchObject({ code: 'refused' })
  server.sessions.delete(ref.sessionId)
  expect(await failure(app.client.call('sessions.open', ref))).toMatchObject({ code: 'gone' })
  expect(await shown()).toMatchObject([{ ...ref, status: 'gone' }])
})

test('pause: pauses, and only then empties and gives back the sandbox', async () => {
  const ref = await create()
  server.deeds()
  expect(await app.client.call('sessions.pause', ref)).toMatchObject({ status: 'paused' })
  expect(server.deeds()).toEqual(['POST /sessions/:id/pause', 'POST /execute python3', 'POST /sandbox/release'])
  expect(acquired()).toBe(0)
})

test('pause: a 502 that worked is a success', async () => {
  const ref = await create()
  server.mishaps.push({ on: 'POST /api/v1/sessions/:id/pause', reply: badGateway, works: true })
  expect(await app.client.call('sessions.pause', ref)).toMatchObject({ status: 'paused' })
})

test('pause: a server that is still saving when its gateway gives up is waited for', async () => {
  const ref = await create()
  server.mishaps.push({ on: 'POST /api/v1/sessions/:id/pause', reply: badGateway, worksAfterReads: 2 })
  expect(await app.client.call('sessions.pause', ref)).toMatchObject({ status: 'paused' })
  expect(acquired()).toBe(0)
})

test.each([badGateway, 'hang up', { status: 400, body: 'failed to save workspace: full\n' }] as const)(
  'pause: one that fails (%j) keeps the sandbox and its files',
  async (reply) => {
    const ref = await create()
    for (const sandbox of server.sandboxes.values()) sandbox.emptied = false
    server.mishaps.push({ on: 'POST /api/v1/sessions/:id/pause', reply })
    await failure(app.client.call('sessions.pause', ref))
    expect([...server.sandboxes.values()]).toEqual([{ state: 'alive', acquired: true, emptied: false }])
    expect(await shown()).toMatchObject([{ status: 'active', problem: { message: expect.any(String) } }])
  },
)

test('pause: a session without a sandbox is bound to one first', async () => {
  const ref = await create()
  Object.assign(server.sessions.get(ref.sessionId) ?? {}, { sandbox_id: undefined })
  server.deeds()
  await app.client.call('sessions.pause', ref)
  expect(server.deeds()).toContain('POST /sessions/:id/bind')
})

test('pause: a sandbox that cannot be emptied is not given to others, and that is said', async () => {
  const ref = await create()
  server.mishaps.push({
    on: 'POST /api/v1/execute python3',
    reply: { body: { exit_code: 3, stdout: '', stderr: '', duration_ms: 1, timed_out: false } },
  })
  const error = await failure(app.client.call('sessions.pause', ref))
  expect(error.message).toContain('The session is paused.')
  expect(acquired()).toBe(1)
  expect(await shown()).toMatchObject([{ status: 'paused', problem: { code: 'server' } }])
})

test('pause twice at once is one pause, and another workflow is refused meanwhile', async () => {
  const ref = await create()
  server.deeds()
  const both = [app.client.call('sessions.pause', ref), app.client.call('sessions.pause', ref)]
  expect(await failure(app.client.call('sessions.delete', ref))).toMatchObject({ code: 'conflict' })
  await Promise.all(both)
  expect(server.deeds().filter((line) => line.endsWith('/pause'))).toHaveLength(1)
})

test('resume: resumes, then gives it a sandbox', async () => {
  const ref = await create()
  await app.client.call('sessions.pause', ref)
  server.deeds()
  expect(await app.client.call('sessions.resume', ref)).toMatchObject({ status: 'active' })
  expect(server.deeds()).toEqual([
    'POST /sessions/:id/resume',
    'POST /sandbox/acquire',
    'POST /execute true',
    'POST /execute python3',
    'POST /sessions/:id/bind',
  ])
})

test('resume: one that stopped half way goes on at the step that it lacks', async () => {
  const ref = await create()
  await app.client.call('sessions.pause', ref)
  server.mishaps.push({ on: 'POST /api/v1/sandbox/acquire', reply: { status: 503, body: 'sandbox pool exhausted\n' } })
  await failure(app.client.call('sessions.resume', ref))
  expect(await shown()).toMatchObject([{ status: 'active', problem: { code: 'unavailable' } }])
  server.deeds()
  expect(await app.client.call('sessions.resume', ref)).not.toHaveProperty('problem')
  expect(server.deeds()).not.toContain('POST /sessions/:id/resume')
})

test('delete: gives back the emptied sandbox, deletes, and removes what is recorded here', async () => {
  const ref = await create()
  await app.client.call('drafts.keep', { session: ref, documentId: 'scratch:1', text: 'x', revision: 1 })
  server.deeds()
  await app.client.call('sessions.delete', ref)
  expect(server.deeds()).toEqual(['POST /execute python3', 'POST /sandbox/release', 'DELETE /sessions/:id'])
  expect(await shown()).toEqual([])
  expect(app.records.kept.sessions.size + app.records.kept.drafts.size).toBe(0)
})

test('delete: one that fails keeps the records', async () => {
  const ref = await create()
  server.mishaps.push({ on: 'DELETE /api/v1/sessions/:id', reply: { body: { success: true } } })
  expect(await failure(app.client.call('sessions.delete', ref))).toMatchObject({ code: 'server' })
  expect(app.records.kept.sessions.size).toBe(1)
})

test('delete: a session that its server has lost is removed here', async () => {
  const ref = await create()
  server.sessions.clear()
  await app.client.call('sessions.delete', ref)
  expect(app.records.kept.sessions.size).toBe(0)
})

test('forget: only what the server no longer has', async () => {
  const ref = await create()
  expect(await failure(app.client.call('sessions.forget', ref))).toMatchObject({ code: 'refused' })
  server.sessions.clear()
  await app.client.call('sessions.refresh', { connectionId })
  expect(await shown()).toMatchObject([{ ...ref, status: 'gone', name: 'survey' }])
  await app.client.call('sessions.forget', ref)
  expect(await shown()).toEqual([])
})

test('a name given here outlives what the server says', async () => {
  const ref = await create()
  await app.client.call('sessions.rename', { session: ref, name: 'river' })
  await app.client.call('sessions.refresh', { connectionId })
  expect(await shown()).toMatchObject([{ name: 'river' }])
})

test('a server that stops answering leaves its sessions in the list, as unknown', async () => {
  const ref = await create()
  await app.client.call('sessions.refresh', { connectionId })
  await server.close()
  await app.client.call('sessions.refresh', { connectionId })
  const lists = await firstThat(sessionLists(app.client), (all) => all.length === 2)
  expect(lists[1]).toMatchObject({
    state: 'stale',
    error: { code: 'offline' },
    sessions: [{ ...ref, status: 'unknown' }],
  })
  server = await startPlainServer()
})
