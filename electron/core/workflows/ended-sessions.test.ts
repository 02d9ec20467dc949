import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { NewSession, SessionRef } from '../../../shared/domain/session.ts'
import type { RealLocalServer } from '../testing/real-local-server.ts'
import { realLocalServer } from '../testing/real-local-server.ts'
import type { TestCore } from '../testing/start-core.ts'
import { firstThat, sessionLists, startTestCore } from '../testing/start-core.ts'

// On the real local server: what was deleted comes back with all that belongs to it.

let server: RealLocalServer
let app: TestCore

beforeEach(async () => {
  server = realLocalServer()
  app = startTestCore({ startLocalServer: server.start })
  await app.client.call('connections.check', { connectionId: localConnectionId })
})
afterEach(async () => {
  await app.close()
  await server.close()
})

const wanted: NewSession = {
  connectionId: localConnectionId,
  name: 'air-quality',
  image: 'python:3.11-slim',
  cpuCount: 1,
  memoryMb: 512,
  ttlHours: 24,
  network: true,
}
const file = { documentId: 'file:/workspace/notes.txt', text: 'not saved', revision: 1 }

/** Runs a command to its end. */
async function runIn(session: SessionRef, command: string): Promise<Run> {
  const { id } = await app.client.call('runs.start', { kind: 'command', session, command, limit: 60 })
  let found: Run | undefined
  await firstThat(app.client.stream('runs.watch', session), (runs) => {
    found = runs.find((run) => run.id === id && run.state.name === 'settled')
    return found !== undefined
  })
  if (!found) throw new Error('It did not end.')
  return found
}

const ids = async () => {
  const lists = await firstThat(sessionLists(app.client), (all) => all[0]?.state === 'current')
  return lists.flatMap(({ sessions }) => sessions.map(({ sessionId }) => sessionId))
}
const kept = () => app.client.call('sessions.kept', { connectionId: localConnectionId })

test('a deleted session comes back with its files, runs, drafts, options, name and labels', async () => {
  const session = await app.client.call('sessions.create', wanted)
  await runIn(session, 'echo kept > notes.txt; mkdir more; ln -s /etc more/link')
  await app.client.call('drafts.keep', { session, ...file })
  await app.client.call('sessions.label', { session, labels: ['city'] })
  await app.client.call('runOptions.write', { session, env: [{ name: 'A', value: '1', secret: false }] })
  expect(await app.client.call('sessions.holdings', { ...session, countFiles: true })).toEqual({
    underWay: 0,
    runs: 1,
    drafts: 1,
    files: { count: 2, bytes: 'kept\n/etc'.length },
  })

  await app.client.call('sessions.delete', session)
  expect(await ids()).toEqual([])
  const [one, ...others] = await kept()
  expect(others).toEqual([])
  expect(one).toMatchObject({ ...session, name: 'air-quality', because: 'deleted', runs: 1, drafts: 1 })
  expect(app.records.kept.drafts.size).toBe(1)
  // A start in between forgets nothing of it.
  const { records } = app
  await app.close()
  app = startTestCore({ startLocalServer: server.start, records })
  await server.present().stop()
  await app.client.call('connections.check', { connectionId: localConnectionId })
  expect(await ids()).toEqual([])

  const back = await app.client.call('sessions.restore', session)
  expect(back).toMatchObject({ ...session, name: 'air-quality', status: 'active', labels: ['city'] })
  expect(await kept()).toEqual([])
  await app.client.call('sessions.open', session)
  const { state } = await runIn(session, 'test "$A" = 1 && grep kept notes.txt')
  expect(state).toMatchObject({ facts: { exitCode: 0 } })
  expect(await app.client.call('drafts.list', session)).toMatchObject([file])
  expect(await app.client.call('runs.find', { session, text: '', limit: 10 })).toHaveLength(2)
  // What is there is not brought back again, and not forgotten.
  expect(await app.client.call('sessions.restore', session)).toMatchObject({ status: 'active' })
  await expect(app.client.call('sessions.forget', session)).rejects.toMatchObject({ code: 'refused' })
})

test('what is forgotten is gone here and there; a session half made is not kept', async () => {
  const session = await app.client.call('sessions.create', wanted)
  await app.client.call('drafts.keep', { session, ...file })
  await app.client.call('sessions.delete', session)
  await app.client.call('sessions.forget', session)
  expect([await kept(), app.records.kept.drafts.size, app.records.kept.sessions.size]).toEqual([[], 0, 0])
  await expect(app.client.call('sessions.restore', session)).rejects.toMatchObject({ code: 'gone' })

  const cancel = new AbortController()
  const workflowId = randomUUID()
  const making = app.client.call('sessions.create', { ...wanted, workflowId }, { signal: cancel.signal })
  await firstThat(sessionLists(app.client), ([list]) =>
    (list?.sessions ?? []).some(({ server: made, progress }) => made !== undefined && progress?.id === workflowId),
  )
  cancel.abort()
  await expect(making).rejects.toMatchObject({ code: 'cancelled' })
  await expect.poll(ids).toEqual([])
  expect(await kept()).toEqual([])
})
