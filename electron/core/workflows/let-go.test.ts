import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Setup } from './testing/setup.ts'
import { failure, labId, startSetup } from './testing/setup.ts'

let at: Setup
beforeEach(async () => {
  at = await startSetup()
})
afterEach(() => at.close())

const notEmpty = { exit_code: 3, stdout: '', stderr: '', duration_ms: 1, timed_out: false }

/** An agent's: bound to the session by somebody else. */
function bindForeign(sessionId: string): void {
  at.server.sandboxes.set('f0re1g00', { state: 'alive', acquired: true, emptied: false })
  Object.assign(at.server.sessions.get(sessionId) ?? {}, { sandbox_id: 'f0re1g00' })
}

test('let go: unties, ends and empties, and only then releases; the session stays', async () => {
  const ref = await at.create()
  at.server.deeds()
  const session = await at.app.client.call('sessions.letGo', ref)
  expect(at.server.deeds()).toEqual(['DELETE /sessions/:id/bind', 'POST /execute python3', 'POST /sandbox/release'])
  expect([session.status, session.server?.sandboxId, at.acquired()]).toEqual(['active', undefined, 0])
  // Again: there is nothing to let go of.
  await at.app.client.call('sessions.letGo', ref)
  expect(at.server.deeds()).toEqual([])
})

test('let go: a foreign sandbox is let go only when that is said', async () => {
  const ref = await at.create()
  bindForeign(ref.sessionId)
  await at.app.client.call('sessions.refresh', { connectionId: ref.connectionId })
  expect(await at.row(ref)).toHaveProperty('foreignSandbox', true)
  at.server.deeds()
  expect(await failure(at.app.client.call('sessions.letGo', ref))).toMatchObject({ code: 'refused' })
  expect(at.server.deeds()).toEqual([])
  await at.app.client.call('sessions.letGo', { ...ref, releaseForeign: true })
  expect(at.server.sandboxes.get('f0re1g00')).toMatchObject({ acquired: false, emptied: true })
})

test.each(['sessions.pause', 'sessions.delete'] as const)('%s leaves a foreign sandbox to its owner', async (call) => {
  const ref = await at.create()
  bindForeign(ref.sessionId)
  await at.app.client.call(call, ref)
  expect(at.server.sandboxes.get('f0re1g00')).toEqual({ state: 'alive', acquired: true, emptied: false })
})

test.each(['sessions.pause', 'sessions.delete'] as const)(
  '%s releases a foreign sandbox when told to',
  async (call) => {
    const ref = await at.create()
    bindForeign(ref.sessionId)
    await at.app.client.call(call, { ...ref, releaseForeign: true })
    expect(at.server.sandboxes.get('f0re1g00')).toMatchObject({ acquired: false, emptied: true })
  },
)

test('what was acquired here is known as ours after a restart, also under a new name', async () => {
  const ref = await at.create()
  await at.app.client.call('sessions.rename', { session: ref, name: 'river' })
  await at.app.client.call('sessions.label', { session: ref, labels: ['gpu'] })
  await at.restart()
  expect(await at.row(ref, ({ status }) => status === 'active')).not.toHaveProperty('foreignSandbox')
  await at.app.client.call('sessions.letGo', ref)
  expect(at.acquired()).toBe(0)
})

test('let go: one that cannot be emptied is not released, and another try goes on there', async () => {
  const ref = await at.create()
  at.server.mishaps.push({ on: 'POST /api/v1/execute python3', reply: { body: notEmpty } })
  expect((await failure(at.app.client.call('sessions.letGo', ref))).message).toContain('could not be emptied')
  expect(at.acquired()).toBe(1)
  const { stopped, problem } = await at.row(ref)
  expect(stopped).toMatchObject({ workflow: 'let-go', words: 'empty', step: 4, of: 5 })
  expect(stopped).not.toHaveProperty('canUndo')
  expect(problem).toMatchObject({ code: 'server' })
  const workflowId = stopped?.id ?? ''
  expect(await failure(at.app.client.call('sessions.undo', { workflowId }))).toMatchObject({ code: 'refused' })
  expect((await at.row(ref)).stopped).toBeDefined()
  at.server.deeds()
  await at.app.client.call('sessions.again', { workflowId })
  expect(at.server.deeds()).toEqual(['POST /execute python3', 'POST /sandbox/release'])
  expect(await at.row(ref)).not.toHaveProperty('problem')
})

test('let go: a release without an answer is not repeated, for it may be somebody else’s by then', async () => {
  const ref = await at.create()
  at.server.deeds()
  at.server.mishaps.push({ on: 'POST /api/v1/sandbox/release', reply: 'hang up', works: true })
  await at.app.client.call('sessions.letGo', ref)
  expect(at.server.deeds().filter((line) => line.endsWith('release'))).toHaveLength(1)
})

test.each([
  { status: 500, body: 'failed to stop the container\n' },
  { status: 503, body: { error: 'busy' } },
])('let go: a release that is refused (%j) is no success, and another try sends it again', async (reply) => {
  const ref = await at.create()
  at.server.mishaps.push({ on: 'POST /api/v1/sandbox/release', reply })
  await failure(at.app.client.call('sessions.letGo', ref))
  const { stopped } = await at.row(ref)
  expect([stopped?.words, at.acquired()]).toEqual(['release', 1])
  at.server.deeds()
  await at.app.client.call('sessions.again', { workflowId: stopped?.id ?? '' })
  expect([at.server.deeds(), at.acquired()]).toEqual([['POST /sandbox/release'], 0])
})

test('let go: a sandbox that the session took up again meanwhile is left alone', async () => {
  const ref = await at.create()
  const sandboxId = at.server.sessions.get(ref.sessionId)?.sandbox_id
  at.server.mishaps.push({ on: 'POST /api/v1/execute python3', reply: { body: notEmpty } })
  await failure(at.app.client.call('sessions.letGo', ref))
  // Somebody binds it again.
  Object.assign(at.server.sessions.get(ref.sessionId) ?? {}, { sandbox_id: sandboxId })
  const { stopped } = await at.row(ref)
  at.server.deeds()
  await at.app.client.call('sessions.again', { workflowId: stopped?.id ?? '' })
  expect(at.server.deeds()).toEqual([])
  expect(at.acquired()).toBe(1)
})

test('what stopped is given up when something else is asked for', async () => {
  const ref = await at.create()
  at.server.mishaps.push({ on: 'POST /api/v1/execute python3', reply: { body: notEmpty } })
  await failure(at.app.client.call('sessions.pause', ref))
  expect((await at.row(ref)).stopped).toMatchObject({ workflow: 'pause' })
  await at.app.client.call('sessions.resume', ref)
  const row = await at.row(ref, ({ status, progress }) => status === 'active' && !progress)
  expect([row.stopped, row.problem, at.records.kept.cursors.size]).toEqual([undefined, undefined, 0])
})

const busy = { status: 503, body: { error: 'busy' } }

/** From now on the server is one that keeps workspaces and takes no sandbox back, like this computer's. */
async function keepWorkspaces(): Promise<void> {
  const body = { status: 'ok', service: 'gateway', keeps: ['workspace'], extensions: [] }
  at.server.mishaps.push({ on: 'GET /health', reply: { body }, times: 100 })
  await at.app.client.call('connections.check', { connectionId: labId })
}

test('what stopped gives its sandbox back before something else is begun', async () => {
  const ref = await at.create()
  at.server.mishaps.push({ on: 'POST /api/v1/sandbox/release', reply: busy })
  await failure(at.app.client.call('sessions.pause', ref))
  at.server.deeds()
  await at.app.client.call('sessions.resume', ref)
  expect(at.server.deeds().slice(0, 2)).toEqual(['POST /sandbox/release', 'POST /sessions/:id/resume'])
  expect([at.acquired(), at.records.kept.cursors.size]).toEqual([1, 0])
})

test('a pause that came to be after it had stopped gives its sandbox back before something else is begun', async () => {
  const ref = await at.create()
  at.server.mishaps.push({ on: 'POST /api/v1/sessions/:id/pause', reply: 'hang up', worksAfterReads: 8 })
  await failure(at.app.client.call('sessions.pause', ref))
  await expect
    .poll(async () => {
      const { sessionId, connectionId } = ref
      await at.app.client.call('sessions.find', { connectionId, sessionId })
      return at.server.sessions.get(sessionId)?.status
    })
    .toBe('paused')
  expect(at.acquired()).toBe(1)
  await at.app.client.call('sessions.resume', ref)
  expect(at.acquired()).toBe(1)
})

test('a sandbox that nobody else takes back keeps what stopped, however long, until it is given back', async () => {
  await keepWorkspaces()
  const ref = await at.create()
  at.server.mishaps.push({ on: 'POST /api/v1/sandbox/release', reply: busy, times: 2 })
  await failure(at.app.client.call('sessions.pause', ref))
  const refusal = await failure(at.app.client.call('sessions.resume', ref))
  expect([refusal.code, refusal.message.includes('after an hour')]).toEqual(['unavailable', false])
  expect((await at.row(ref)).stopped).toMatchObject({ workflow: 'pause', words: 'release' })
  const [cursor] = at.records.kept.cursors.values()
  if (!cursor) throw new Error('It is not kept.')
  const hoursAgo = { ...Object(cursor.found.held), at: Date.now() - 5 * 3_600_000 }
  await at.records.cursors.put({ ...cursor, found: { ...cursor.found, held: hoursAgo } })
  await at.restart()
  await at.row(ref, ({ stopped }) => stopped !== undefined)
  await at.app.client.call('sessions.again', { workflowId: cursor.id })
  expect(at.acquired()).toBe(0)
})

test('a cancel ends what is under way, and gives back what it had acquired', async () => {
  const ref = await at.create()
  await at.app.client.call('sessions.letGo', ref)
  // The probe of the new sandbox waits for its answer.
  at.server.mishaps.push({ on: 'POST /api/v1/execute true', reply: 'silence' })
  const opening = failure(at.app.client.call('sessions.open', ref))
  const { progress } = await at.row(ref, (row) => row.progress?.words === 'sandbox')
  await expect.poll(() => at.server.deeds()).toContain('POST /execute true')
  await at.app.client.call('sessions.cancel', { workflowId: progress?.id ?? '' })
  expect(await opening).toMatchObject({ code: 'cancelled' })
  const row = await at.row(ref)
  expect([row.status, row.progress, row.problem, row.stopped]).toEqual(['active', undefined, undefined, undefined])
  expect([at.acquired(), at.records.kept.cursors.size]).toEqual([0, 0])
})
