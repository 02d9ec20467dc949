import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { Stage } from './testing/real-servers.ts'
import { realServers } from './testing/real-servers.ts'
import { failure } from './testing/setup.ts'

describe.each(realServers)('workflows on %s', (_name, start) => {
  let at: Stage
  beforeAll(async () => {
    at = await start()
  })
  afterAll(() => at.close())

  const write = (session: SessionRef) =>
    at.client.call('files.write', { session, path: '/workspace/kept.txt', bytes: Buffer.from('kept') })
  const isThere = async (session: SessionRef) =>
    (await at.client.call('files.list', { session, path: '/workspace' })).entries.some(
      ({ name }) => name === 'kept.txt',
    )

  test('each of them, one after the other: nothing stays taken, and nobody finds what was left in a sandbox', async () => {
    const { client } = at
    const session = await at.create('story')
    await write(session)
    expect(await client.call('sessions.open', session)).toMatchObject({ status: 'active' })
    expect(await client.call('sessions.pause', session)).toMatchObject({ status: 'paused' })
    expect(await at.taken()).toBe(0)
    expect(await client.call('sessions.resume', session)).toMatchObject({ status: 'active' })
    // A server that keeps no files gives the next one an empty sandbox all the same.
    expect(await isThere(session)).toBe(at.keepsFiles)
    await write(session)
    expect((await client.call('sessions.letGo', session)).server).not.toHaveProperty('sandboxId')
    expect(await at.taken()).toBe(0)
    await client.call('sessions.open', session)
    expect(await isThere(session)).toBe(at.keepsFiles)
    await client.call('sessions.delete', session)
    expect(await at.taken()).toBe(0)
  })

  // A 502 and a broken connection in turn; the long form swaps them.
  test.each(process.env.PROVE ? [0, 1] : [0])(
    'each change that worked with its answer lost is done once (%j)',
    async (turn) => {
      const { client, mishaps } = at
      let lost = turn
      const lose = (...lines: readonly string[]) => {
        for (const on of lines) mishaps.push({ on, reply: lost++ % 2 === 0 ? 'hang up' : 'bad gateway' })
      }
      lose('POST /api/v1/sessions', 'POST /api/v1/sessions/:id/bind')
      const session = await at.create('lost')
      lose('POST /api/v1/sessions/:id/pause', 'POST /api/v1/sandbox/release')
      expect(await client.call('sessions.pause', session)).toMatchObject({ status: 'paused' })
      lose('POST /api/v1/sessions/:id/resume')
      expect(await client.call('sessions.resume', session)).toMatchObject({ status: 'active' })
      lose('DELETE /api/v1/sessions/:id/bind')
      await client.call('sessions.letGo', session)
      await client.call('sessions.open', session)
      lose('DELETE /api/v1/sessions/:id')
      await client.call('sessions.delete', session)
      expect(mishaps).toEqual([])
      const { json } = await at.other.call('GET', '/sessions')
      expect([json.sessions ?? [], await at.taken()]).toEqual([[], 0])
    },
  )

  test('a session that somebody deletes in the middle is gone, and its new sandbox goes back', async () => {
    const session = await at.create('vanishing')
    await at.client.call('sessions.letGo', session)
    const before = () => at.other.call('DELETE', `/sessions/${session.sessionId}`)
    at.mishaps.push({ on: 'POST /api/v1/sessions/:id/bind', before })
    expect(await failure(at.client.call('sessions.open', session))).toMatchObject({ code: 'gone' })
    expect(await at.taken()).toBe(0)
    await at.client.call('sessions.forget', session)
  })

  test('a sandbox that somebody releases in the middle of a pause is no reason to fail', async () => {
    const session = await at.create('taken away')
    const { server } = await at.client.call('sessions.open', session)
    const sandboxId = server?.sandboxId
    const before = () => at.other.call('POST', '/sandbox/release', { sandbox_id: sandboxId })
    at.mishaps.push({ on: at.keepsFiles ? 'POST /api/v1/sandbox/release' : 'POST /api/v1/execute', before })
    await at.client.call('sessions.pause', session)
    expect(await at.taken()).toBe(0)
    await at.client.call('sessions.delete', session)
  })
})
