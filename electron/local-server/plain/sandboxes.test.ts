import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiUser } from '../testing/http-client.ts'
import { referenceTimes, settingsOf } from './options.ts'
import type { PlainBench } from './testing/plain-user.ts'
import { closeBenches, startBench } from './testing/plain-user.ts'

let bench: PlainBench

beforeAll(async () => {
  bench = await startBench()
})
afterAll(closeBenches)

const release = async ({ user }: PlainBench, id: string) =>
  await user.call('POST', '/sandbox/release', { sandbox_id: id })
const bind = async ({ user }: PlainBench, session: string, id: string) =>
  await user.call('POST', `/sessions/${session}/bind`, { sandbox_id: id })
const sh = async ({ execute }: PlainBench, id: string, code: string) =>
  (await execute(id, { command: ['sh', '-c', code] })).json

/** Asks until the answer is as wanted. */
async function eventually<Answer>(ask: () => Promise<Answer>, wanted: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
  }
}

test('5.1 nothing binds by itself: who skips the bind cannot pause, and no sandbox goes with its session', async () => {
  const session = await bench.user.session()
  const id = await bench.user.sandbox()
  expect((await sh(bench, id, 'echo kept > kept')).exit_code).toBe(0)
  const refused = await bench.user.call('POST', `/sessions/${session}/pause`)
  expect([refused.status, refused.text]).toEqual([400, 'session has no sandbox bound\n\n'])
  await bind(bench, session, id)
  expect((await bench.user.call('POST', `/sessions/${session}/pause`)).status).toBe(200)
  // The pause released nothing, so it is still acquired and as it was.
  expect((await sh(bench, id, 'cat kept')).stdout).toBe('kept\n')
  const resumed = await bench.user.call('POST', `/sessions/${session}/resume`)
  expect(resumed.json.sandbox_id).toBeUndefined()
  await bind(bench, session, id)
  await bench.user.call('DELETE', `/sessions/${session}`)
  expect((await sh(bench, id, 'cat kept')).stdout).toBe('kept\n')
  expect((await release(bench, id)).status).toBe(200)
})

test('5.2 nobody owns anything: any token uses any id, and file calls reach into the pool', async () => {
  const stranger = await ApiUser.named({ host: '127.0.0.1', port: bench.server.port }, 'stranger')
  const session = await bench.user.session()
  const id = await bench.user.sandbox()
  expect((await stranger.call('GET', `/sessions/${session}`)).json.user_id).toBe('ann')
  expect((await stranger.call('POST', `/sessions/${session}/bind`, { sandbox_id: id })).status).toBe(200)
  expect(await stranger.output(id, ['id', '-un'])).toBe('root')
  expect((await stranger.call('POST', `/sessions/${session}/pause`)).status).toBe(200)
  expect((await stranger.call('POST', '/sandbox/release', { sandbox_id: id })).status).toBe(200)
  expect((await bench.execute(id, { command: ['true'] })).status).toBe(404)
  expect((await stranger.call('PUT', '/files', { sandbox_id: id, path: 'left', content: 'x' })).status).toBe(200)
  expect((await stranger.call('GET', `/files?sandbox_id=${id}`)).json.files).toContainEqual(
    expect.objectContaining({ name: 'left' }),
  )
  expect((await stranger.call('DELETE', `/sessions/${session}`)).status).toBe(200)
  expect((await bench.user.call('GET', `/sessions/${session}`)).status).toBe(502)
})

test('5.3 a dead service and an unknown session look the same; the list tells them apart', async () => {
  const own = await startBench()
  const session = await own.user.session()
  const asked = async () => {
    const { status, json } = await own.user.call('GET', `/sessions/${session}`)
    return { status, error: json.error }
  }
  await own.server.stopService('sessions')
  const dead = await asked()
  expect((await own.user.call('GET', '/sessions')).status).toBe(502)
  expect((await own.user.call('POST', '/sandbox/acquire')).status).toBe(200)
  expect((await own.raw({ method: 'GET', path: '/health' })).status).toBe(200)
  await own.server.startService('sessions')
  expect(await asked()).toEqual(dead)
  expect(dead).toEqual({ status: 502, error: 'service_unavailable' })
  expect((await own.user.call('GET', '/sessions')).json.sessions).toBeNull()
})

test('5.4 an unused sandbox is taken back, bound and busy as it may be', async () => {
  expect([referenceTimes.reclaim, referenceTimes.sweep]).toEqual([3_600_000, 300_000])
  const own = await startBench({ times: { reclaim: 1500, sweep: 50 } })
  const session = await own.user.session()
  const id = await own.user.sandbox()
  await bind(own, session, id)
  await sh(own, id, 'setsid sleep 1000 </dev/null >/dev/null 2>&1 &')
  await eventually(
    async () => {
      // None of these is a use.
      await own.user.call('POST', `/sessions/${session}/touch`)
      await own.user.call('GET', `/sessions/${session}`)
      return (await own.user.call('GET', '/sandbox/stats')).json.active
    },
    (count) => count === 0,
  )
  expect((await own.execute(id, { command: ['true'] })).status).toBe(404)
  expect((await release(own, id)).status).toBe(400)
  expect((await own.user.call('GET', `/files?sandbox_id=${id}`)).text).toBe(`sandbox not found: ${id}\n`)
  expect((await own.user.call('GET', `/sessions/${session}`)).json.sandbox_id).toBe(id)
  // A bound one that was taken back is paused all the same.
  expect((await own.user.call('POST', `/sessions/${session}/pause`)).json.status).toBe('paused')
})

test('5.4 a resume sets a session to 24 hours, whatever it had', async () => {
  const session = await bench.user.session({ ttl: 168 * 3600 * 1e9 })
  await bind(bench, session, 'any')
  await bench.user.call('POST', `/sessions/${session}/pause`)
  const { json } = await bench.user.call('POST', `/sessions/${session}/resume`)
  const left = Date.parse(String(json.expires_at)) - Date.parse(String(json.updated_at))
  expect(Math.round(left / 60_000)).toBe(24 * 60)
})

test('5.4 a paused session runs on, is a 404 when it has ended, and not known any more after the next sweep', async () => {
  const own = await startBench({ times: { sweep: 50 } })
  const session = await own.user.session({ ttl: 700e6 })
  const statuses = new Set<number>()
  await eventually(
    async () => statuses.add((await own.user.call('GET', `/sessions/${session}`)).status),
    () => statuses.has(502),
  )
  expect([200, 404, 502]).toEqual(expect.arrayContaining([...statuses]))
})

test('5.4 a token has 24 hours', async () => {
  expect(referenceTimes.token).toBe(86_400_000)
  const own = await startBench({ times: { token: 1000 } })
  const old = await eventually(
    async () => await own.user.call('GET', '/sessions'),
    ({ status }) => status !== 200,
  )
  expect([old.status, old.json.message]).toEqual([401, 'token expired'])
})

test('5.5 a released sandbox is the very next one given out, with files and running processes', async () => {
  const own = await startBench({ warm: 2 })
  const id = await own.user.sandbox()
  await sh(own, id, 'echo secret | tee /workspace/a /tmp/b; setsid sleep 1234 </dev/null >/dev/null 2>&1 &')
  await release(own, id)
  expect(await own.user.sandbox()).toBe(id)
  const found = await sh(own, id, 'cat /workspace/a /tmp/b; cat /proc/[0-9]*/cmdline | tr "\\0" " "')
  expect(found.stdout).toMatch(/^secret\nsecret\n.*sleep 1234 /s)
})

test('5.6 dead sandboxes are handed out, again and again, until they are kept', async () => {
  const own = await startBench()
  const id = await own.user.sandbox()
  await own.server.killSandbox(id)
  expect((await release(own, id)).status).toBe(200)
  expect(await own.user.sandbox()).toBe(id)
  expect((await own.execute(id, { command: ['true'] })).json).toMatchObject({
    exit_code: -1,
    error: expect.any(String),
  })
  const files = await own.user.call('GET', `/files?sandbox_id=${id}`)
  expect([files.status, files.text]).toEqual([500, expect.stringMatching(/^failed to create exec: .*\n$/)])
  // Not released, another one comes.
  expect(await own.user.sandbox()).not.toBe(id)
})

test('5.7 /workspace is memory that says 10 GiB and counts with everything else', async () => {
  expect(settingsOf({}).memoryBytes).toBe(2 * 1024 ** 3)
  const own = await startBench({ memoryBytes: 96 * 1024 ** 2 })
  const id = await own.user.sandbox()
  expect((await sh(own, id, 'df -h --output=fstype,size /workspace | tail -1')).stdout).toMatch(/^tmpfs\s+10G\n$/)
  // One program that takes too much is ended, and the sandbox lives.
  const greedy = await own.execute(id, { code: 'x = bytearray(300 << 20); print(len(x))', language: 'python' })
  expect(greedy.json.exit_code).not.toBe(0)
  expect((await sh(own, id, 'echo lives')).stdout).toBe('lives\n')
  expect((await sh(own, id, 'head -c 20000000 /dev/zero > /tmp/disk; echo $?')).stdout).toBe('0\n')
  const full = await own.execute(id, { command: ['sh', '-c', 'head -c 300000000 /dev/zero > full'] })
  expect(full.json.exit_code).not.toBe(0)
  // Where the kernel can hold a sandbox to its memory, it answers 137 from now on.
  for (const code of ['true', 'rm full']) expect((await sh(own, id, code)).exit_code).toBe(137)
})

test('5.8 a pause saves nothing, says paused even without a sandbox, and a resume puts nothing back', async () => {
  const session = await bench.user.session()
  await bind(bench, session, 'no-such')
  const paused = (await bench.user.call('POST', `/sessions/${session}/pause`)).json
  expect([paused.status, paused.workspace_url]).toEqual(['paused', undefined])
  const own = await startBench({ deployment: 'stored' })
  const stored = await own.user.session()
  await bind(own, stored, 'no-such')
  const refused = await own.user.call('POST', `/sessions/${stored}/pause`)
  expect([refused.status, refused.text]).toEqual([400, 'failed to save workspace: sandbox not found: no-such\n\n'])
  const id = await own.user.sandbox()
  await sh(own, id, 'echo > file')
  await bind(own, stored, id)
  const saved = (await own.user.call('POST', `/sessions/${stored}/pause`)).json
  expect(saved).toMatchObject({ status: 'paused', workspace_url: expect.stringContaining(stored) })
  expect((await own.user.call('POST', `/sessions/${stored}/resume`)).json.status).toBe('active')
  const other = await own.user.sandbox()
  await bind(own, stored, other)
  expect((await own.user.call('GET', `/files?sandbox_id=${other}`)).json.files).toBeNull()
  // A dead one cannot be saved; the session stays active.
  await own.server.killSandbox(other)
  const dead = await own.user.call('POST', `/sessions/${stored}/pause`)
  expect([dead.status, dead.text]).toEqual([
    400,
    expect.stringMatching(/^failed to save workspace: failed to create exec/),
  ])
  expect((await own.user.call('GET', `/sessions/${stored}`)).json.status).toBe('active')
})

test('5.9 a long pause is a 502 that worked', async () => {
  expect(referenceTimes.service).toBe(30_000)
  expect(settingsOf({}).savedBytesPerSecond * 30).toBe(1e9)
  const own = await startBench({ deployment: 'stored', times: { service: 300 }, savedBytesPerSecond: 1_000_000 })
  const session = await own.user.session()
  const id = await own.user.sandbox()
  await sh(own, id, 'head -c 1000000 /dev/zero > large')
  await bind(own, session, id)
  expect((await own.user.call('POST', `/sessions/${session}/pause`)).status).toBe(502)
  expect((await own.user.call('GET', `/sessions/${session}`)).json.status).toBe('active')
  const { json } = await eventually(
    async () => await own.user.call('GET', `/sessions/${session}`),
    (answer) => answer.json.status === 'paused',
  )
  expect(json.workspace_url).toEqual(expect.any(String))
})

test('5.10 /workspace starts nothing directly', async () => {
  const id = await bench.user.sandbox()
  await sh(
    bench,
    id,
    "printf '#!/bin/sh\\necho ran\\n' | tee x.sh > /tmp/x.sh; chmod 755 x.sh /tmp/x.sh; cp /tmp/x.sh /opt",
  )
  // Only root can make it so without the help of a container engine.
  const direct = await bench.execute(id, { command: ['/workspace/x.sh'] })
  const wanted =
    process.getuid?.() === 0
      ? { exit_code: 126, stderr: expect.stringContaining('permission denied') }
      : { exit_code: 0 }
  expect(direct.json).toMatchObject(wanted)
  for (const code of ['sh x.sh', '/tmp/x.sh', '/opt/x.sh']) expect((await sh(bench, id, code)).stdout).toBe('ran\n')
})

test('5.11 a stored deployment forgets metadata, in lists at once and in single reads after a while', async () => {
  expect(referenceTimes.cache).toBe(300_000)
  const own = await startBench({ deployment: 'stored', times: { cache: 2000 } })
  const session = await own.user.session({ metadata: { name: 'mine' } })
  const read = async () => (await own.user.call('GET', `/sessions/${session}`)).json
  const before = await read()
  expect(before.metadata).toEqual({ name: 'mine' })
  await own.user.call('POST', `/sessions/${session}/touch`)
  // Stale from the cache, right in the list.
  const listed = Object(Object((await own.user.call('GET', '/sessions')).json.sessions)[0])
  expect(listed.metadata).toBeUndefined()
  expect(Date.parse(listed.last_active_at)).toBeGreaterThan(Date.parse(String(before.last_active_at)))
  const after = await eventually(read, (json) => json.metadata === undefined)
  expect(Date.parse(String(after.last_active_at))).toBe(Date.parse(listed.last_active_at))
})

test('5.11 in a stored deployment sessions outlive a restart of their service', async () => {
  const own = await startBench({ deployment: 'stored' })
  const session = await own.user.session()
  own.server.restartSessions()
  expect((await own.user.call('GET', `/sessions/${session}`)).json.id).toBe(session)
})

test('5.12 each service restarts on its own, and loses what it kept', async () => {
  const own = await startBench()
  const session = await own.user.session()
  const id = await own.user.sandbox()
  await bind(own, session, id)
  const underWay = own.execute(id, { command: ['sleep', '100'], timeout: 200 })
  await eventually(
    async () => (await sh(own, id, 'cat /proc/[0-9]*/cmdline | tr "\\0" " "')).stdout,
    (text) => String(text).includes('sleep 100 '),
  )
  await own.server.restartSandboxes()
  expect((await underWay).status).toBe(502)
  expect((await own.execute(id, { command: ['true'] })).status).toBe(404)
  expect((await own.user.call('GET', `/files?sandbox_id=${id}`)).text).toBe(`sandbox not found: ${id}\n`)
  expect((await release(own, id)).status).toBe(400)
  expect((await own.user.call('GET', `/sessions/${session}`)).json.sandbox_id).toBe(id)
  expect((await own.user.call('POST', `/sessions/${session}/pause`)).json.status).toBe('paused')
  const other = await own.user.sandbox()
  own.server.restartSessions()
  expect((await own.user.call('GET', `/sessions/${session}`)).status).toBe(502)
  expect((await own.user.call('GET', '/sessions')).json.sessions).toBeNull()
  expect((await own.execute(other, { command: ['true'] })).status).toBe(200)
})

test('5.13 an empty list is null here', async () => {
  const own = await ApiUser.named({ host: '127.0.0.1', port: bench.server.port }, 'nobody')
  expect((await own.call('GET', '/sessions')).json.sessions).toBeNull()
  const id = await own.sandbox()
  expect((await own.call('GET', `/files?sandbox_id=${id}&path=/opt`)).json.files).toBeNull()
})
