import { afterAll, beforeAll, expect, test } from 'vitest'
import { localConnectionId } from '../../shared/domain/connection.ts'
import { labelOf } from '../../shared/domain/outcome.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { Session, SessionRef } from '../../shared/domain/session.ts'
import type { RealLocalServer } from './testing/real-local-server.ts'
import { realLocalServer } from './testing/real-local-server.ts'
import type { TestCore } from './testing/start-core.ts'
import { firstThat, sessionLists, startTestCore } from './testing/start-core.ts'

let server: RealLocalServer
let app: TestCore
const wanted = {
  connectionId: localConnectionId,
  name: 'air-quality',
  image: 'python:3.11-slim',
  cpuCount: 2,
  memoryMb: 2048,
  ttlHours: 24,
  network: true,
}

beforeAll(async () => {
  server = realLocalServer()
  app = startTestCore({ startLocalServer: server.start })
  await firstThat(app.client.stream('connections.watch', undefined), ([local]) => local?.status === 'ready')
})

afterAll(async () => {
  await app.close()
  await server.close()
})

async function row(ref: SessionRef, holds: (session: Session | undefined) => boolean): Promise<Session | undefined> {
  let found: Session | undefined
  await firstThat(sessionLists(app.client), (lists) => {
    found = lists.flatMap(({ sessions }) => sessions).find(({ sessionId }) => sessionId === ref.sessionId)
    return holds(found)
  })
  return found
}

async function settled(run: Run): Promise<Run> {
  const runs = await firstThat(app.client.stream('runs.watch', run.session), (all) =>
    all.some(({ id, state }) => id === run.id && state.name === 'settled'),
  )
  const found = runs.find(({ id }) => id === run.id)
  if (!found) throw new Error('The run is not there.')
  return found
}

async function outputOf(run: Run): Promise<{ stdout: string; stderr: string }> {
  const all = { stdout: '', stderr: '' }
  for await (const { stream, bytes } of app.client.stream('runs.output', { runId: run.id }))
    all[stream] += Buffer.from(bytes).toString('utf8')
  return all
}

async function command(session: SessionRef, text: string, limit = 60): Promise<Run> {
  return await app.client.call('runs.start', { kind: 'command', session, command: text, limit })
}

test('the whole story: create, run, edit, pause, resume, delete', async () => {
  const { client } = app
  const session = await client.call('sessions.create', wanted)
  expect(await row(session, (found) => found?.status === 'active')).toMatchObject({ name: 'air-quality' })

  const code = await client.call('runs.start', {
    kind: 'code',
    session,
    title: 'scratch 1',
    language: 'python',
    code: 'print(6 * 7)',
    limit: 60,
    sourceHash: 'a'.repeat(64),
    documentId: 'scratch:1',
  })
  expect(labelOf((await settled(code)).state)).toBe('ok')
  expect(await outputOf(code)).toEqual({ stdout: '42\n', stderr: '' })

  const failed = await settled(await command(session, 'echo out; echo err >&2; exit 3'))
  expect(labelOf(failed.state)).toBe('failed')
  expect(await outputOf(failed)).toEqual({ stdout: 'out\n', stderr: 'err\n' })

  const path = '/workspace/a b.py'
  const version = await client.call('files.write', { session, path, bytes: Buffer.from('x = 1\n'), expected: null })
  const read = await client.call('files.read', { session, path })
  expect(Buffer.from(read.bytes).toString()).toBe('x = 1\n')
  expect(read.sha256).toBe(version.sha256)
  expect((await client.call('files.list', { session, path: '/workspace' })).entries.map(({ name }) => name)).toEqual([
    'a b.py',
  ])

  const paused = await client.call('sessions.pause', session)
  expect(paused).toMatchObject({ status: 'paused', name: 'air-quality' })
  await expect(client.call('files.read', { session, path })).rejects.toMatchObject({ code: 'gone' })
  expect(labelOf((await settled(await command(session, 'true'))).state)).toBe('refused')

  const resumed = await client.call('sessions.resume', session)
  expect(resumed.status).toBe('active')
  expect(Buffer.from((await client.call('files.read', { session, path })).bytes).toString()).toBe('x = 1\n')

  await client.call('drafts.keep', { session, documentId: 'scratch:1', text: 'y', revision: 1 })
  await client.call('sessions.delete', session)
  expect(await row(session, (found) => found === undefined)).toBeUndefined()
  // It can be brought back, with what is kept of it here, until it is forgotten.
  expect(app.records.kept.sessions.size).toBe(1)
  await client.call('sessions.forget', session)
  expect(app.records.kept.sessions.size).toBe(0)
  expect(app.records.kept.drafts.size).toBe(0)
})

test('a run is stopped by a person, one ends at its limit, and one ends with a paused session', async () => {
  const { client } = app
  const session = await client.call('sessions.create', wanted)
  const running = async (run: Run) =>
    await firstThat(client.stream('runs.watch', session), (all) =>
      all.some(({ id, state }) => id === run.id && state.name === 'running'),
    )
  const isUp = async (file: string) => {
    for (;;) {
      const { entries } = await client.call('files.list', { session, path: '/workspace' })
      if (entries.some(({ name }) => name === file)) return
    }
  }

  const stopped = await command(session, 'touch up-1; env -i sleep 100 & sleep 100; echo never')
  await running(stopped)
  await isUp('up-1')
  await client.call('runs.stop', { runId: stopped.id })
  expect(labelOf((await settled(stopped)).state)).toBe('stopped')
  // The child that had cleared its environment has gone with its group.
  const left = await command(session, 'grep -lz "^sleep$" /proc/[0-9]*/cmdline 2>/dev/null; true')
  await settled(left)
  expect((await outputOf(left)).stdout).toBe('')

  const slow = await settled(await command(session, 'echo begun; sleep 100', 1))
  expect(labelOf(slow.state)).toBe('timed-out')
  expect(slow.state).toMatchObject({ facts: { killedBy: 'limit', stillRunning: false } })
  expect(await outputOf(slow)).toEqual({ stdout: 'begun\n', stderr: '' })

  const paused = await command(session, 'echo half; touch up-2; sleep 100')
  await isUp('up-2')
  await client.call('sessions.pause', session)
  expect(labelOf((await settled(paused)).state)).toBe('stopped')
  // What it had written by then goes with the sandbox, and is handed over before.
  expect(await outputOf(paused)).toEqual({ stdout: 'half\n', stderr: '' })
  await client.call('sessions.delete', session)
})

test('no network, a folder that is not there, and output beyond the limit', async () => {
  const { client } = app
  const session = await client.call('sessions.create', { ...wanted, network: false })
  const lonely = await settled(await command(session, 'cut -d: -f1 -s /proc/net/dev'))
  expect(labelOf(lonely.state)).toBe('ok')
  expect((await outputOf(lonely)).stdout.trim()).toBe('lo')

  const nowhere = await client.call('runs.start', {
    kind: 'command',
    session,
    command: 'true',
    cwd: '/nowhere',
    limit: 5,
  })
  expect(labelOf((await settled(nowhere)).state)).toBe('refused')

  const loud = await settled(await command(session, 'yes | head -c 11000000; exit 4'))
  expect(labelOf(loud.state)).toBe('output-cut')
  expect(loud.state).toMatchObject({ facts: { exitCode: 4, output: { kind: 'cut', kept: 10_485_760 } } })
  expect(loud.stdoutBytes).toBe(10_485_760)
  await client.call('sessions.delete', session)
})

test('the local server is killed: runs end as sandbox-gone, sessions and files come back', async () => {
  const { client } = app
  const session = await client.call('sessions.create', { ...wanted, name: 'survivor' })
  await client.call('files.write', { session, path: '/workspace/kept.txt', bytes: Buffer.from('kept') })
  const lost = await command(session, 'sleep 100')
  await firstThat(client.stream('runs.watch', session), (all) =>
    all.some(({ id, state }) => id === lost.id && state.name === 'running'),
  )
  await server.present().kill()
  expect(labelOf((await settled(lost)).state)).toBe('sandbox-gone')
  await client.call('sessions.open', session)
  const { bytes } = await client.call('files.read', { session, path: '/workspace/kept.txt' })
  expect(Buffer.from(bytes).toString()).toBe('kept')
  await client.call('sessions.delete', session)
})

test('a session asked for while the server is still being started waits for it', async () => {
  const own = realLocalServer()
  const early = startTestCore({ startLocalServer: own.start })
  try {
    const ref = await early.client.call('sessions.create', { ...wanted, name: 'early' })
    await early.client.call('sessions.delete', ref)
  } finally {
    await early.close()
    await own.close()
    await own.close()
  }
})
