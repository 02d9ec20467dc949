import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bubblewrapOf } from '../testing/bubblewrap-process.ts'
import { ApiUser } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'
import { workspacesIn } from '../testing/workspaces-in.ts'

let server: TestServer
let ann: ApiUser

beforeAll(async () => {
  server = await startTestServer()
  ann = await ApiUser.named(server.address, 'ann')
})
afterAll(() => server.close())

const write = (sandbox: string, name: string) => ann.output(sandbox, ['sh', '-c', `echo ${name} > ${name}`])
const names = (sandbox: string) => ann.output(sandbox, ['ls', '-A', '/workspace'])
const bind = (session: string, sandbox: string) =>
  ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })
const step = (session: string, name: string) => ann.call('POST', `/sessions/${session}/${name}`)
const folders = async () => (await workspacesIn(join(server.dataFolder, 'local-server'))).length

/** A long-lived process in a sandbox, so that a restart shows. Until it has begun it looks like the shell that starts it. */
const leave = (sandbox: string) =>
  ann.output(sandbox, [
    'sh',
    '-c',
    'sleep 4242 </dev/null >/dev/null 2>&1 & until grep -q ^sleep /proc/$!/cmdline; do :; done',
  ])
const isLeft = async (sandbox: string) =>
  (await ann.output(sandbox, ['sh', '-c', 'cat /proc/[0-9]*/cmdline'])).includes('sleep\x004242')

test('the first bind takes the files that are there and ends nothing', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  await write(sandbox, 'first')
  await leave(sandbox)
  expect((await bind(session, sandbox)).json).toEqual({ success: true })
  expect(await isLeft(sandbox)).toBe(true)
  expect(await names(sandbox)).toBe('first')
  expect((await ann.call('GET', `/sessions/${session}`)).json.sandbox_id).toBe(sandbox)
  expect((await bind(session, sandbox)).status).toBe(200)
  expect(await isLeft(sandbox)).toBe(true)
})

test('a pause ends every process and empties the sandbox; the files come back in another one', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  await bind(session, sandbox)
  await write(sandbox, 'kept')
  await leave(sandbox)
  const paused = await step(session, 'pause')
  expect(paused.json).toMatchObject({ status: 'paused', paused_at: expect.any(String) })
  expect(paused.json).not.toHaveProperty('sandbox_id')
  // At once, as a client does that wipes what it gives back: it cannot hurt.
  expect(await names(sandbox)).toBe('')
  expect(await isLeft(sandbox)).toBe(false)
  await ann.output(sandbox, ['sh', '-c', 'rm -rf /workspace/*; echo other > other'])
  await ann.call('POST', '/sandbox/release', { sandbox_id: sandbox })

  expect((await step(session, 'resume')).json.status).toBe('active')
  const next = await ann.sandbox()
  expect((await bind(session, next)).status).toBe(200)
  expect(await ann.output(next, ['cat', 'kept'])).toBe('kept')
  expect(await names(next)).toBe('kept')
})

test('unbinding keeps the files with the session, by both of its forms', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  for (const [name, unbind] of [
    ['one', () => ann.call('DELETE', `/sessions/${session}/bind`)],
    ['two', () => ann.call('POST', `/sessions/${session}/bind`, {})],
  ] as const) {
    await bind(session, sandbox)
    await write(sandbox, name)
    expect((await unbind()).json).toEqual({ success: true })
    expect(await names(sandbox)).toBe('')
    expect((await ann.call('GET', `/sessions/${session}`)).json).not.toHaveProperty('sandbox_id')
  }
  await bind(session, sandbox)
  expect(await names(sandbox)).toBe('one\ntwo')
  expect((await ann.call('DELETE', `/sessions/${await ann.session()}/bind`)).json).toEqual({ success: true })
})

test('where both hold files nothing is changed and the answer is 409', async () => {
  const session = await ann.session()
  const first = await ann.sandbox()
  await bind(session, first)
  await write(first, 'mine')
  const second = await ann.sandbox()
  await write(second, 'theirs')
  const answer = await bind(session, second)
  expect([answer.status, answer.json.error]).toEqual([409, 'conflict'])
  expect(await names(first)).toBe('mine')
  expect(await names(second)).toBe('theirs')
  expect((await ann.call('GET', `/sessions/${session}`)).json.sandbox_id).toBe(first)
})

test('an empty session takes the files of the sandbox, also later', async () => {
  const session = await ann.session()
  const first = await ann.sandbox()
  await bind(session, first)
  const second = await ann.sandbox()
  await write(second, 'found')
  expect((await bind(session, second)).status).toBe(200)
  expect(await names(second)).toBe('found')
  expect(await names(first)).toBe('')
})

test('a sandbox of another session is not given away', async () => {
  const sandbox = await ann.sandbox()
  await bind(await ann.session(), sandbox)
  const answer = await bind(await ann.session(), sandbox)
  expect([answer.status, answer.json.error]).toEqual([409, 'conflict'])
})

test('an unknown sandbox cannot be bound, nor anything to a paused session', async () => {
  const session = await ann.session()
  const unknown = await bind(session, '00000000')
  expect([unknown.status, unknown.text]).toEqual([404, 'sandbox not found\n'])
  await bind(session, await ann.sandbox())
  await step(session, 'pause')
  const paused = await bind(session, await ann.sandbox())
  expect([paused.status, paused.text]).toEqual([400, 'session is not active: paused\n'])
  expect((await ann.call('POST', `/sessions/${session}/bind`)).status).toBe(400)
})

test('a released sandbox is gone; its session keeps the files', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  await bind(session, sandbox)
  await write(sandbox, 'kept')
  expect((await ann.call('POST', '/sandbox/release', { sandbox_id: sandbox })).json).toEqual({ success: true })
  expect((await ann.call('GET', `/sessions/${session}`)).json).not.toHaveProperty('sandbox_id')
  const next = await ann.sandbox()
  await bind(session, next)
  expect(await names(next)).toBe('kept')
})

test('deleting a session leaves the sandbox empty and keeps its files, unless they are not wanted', async () => {
  const bound = async () => {
    const session = await ann.session()
    const sandbox = await ann.sandbox()
    await bind(session, sandbox)
    await ann.output(sandbox, ['sh', '-c', 'mkdir -p a/b && touch a/b/c && chmod 0 a'])
    return { session, sandbox }
  }
  const kept = await bound()
  const before = await folders()
  await ann.call('DELETE', `/sessions/${kept.session}`)
  expect(await names(kept.sandbox)).toBe('')
  await ann.call('POST', '/sandbox/release', { sandbox_id: kept.sandbox })
  expect(await folders()).toBe(before)

  const { session, sandbox } = await bound()
  expect((await ann.call('DELETE', `/sessions/${session}?keep=perhaps`)).status).toBe(400)
  expect((await ann.call('DELETE', `/sessions/${session}?keep=false`)).json).toEqual({ success: true })
  expect(await names(sandbox)).toBe('')
  await ann.call('POST', '/sandbox/release', { sandbox_id: sandbox })
  // The session's is gone, and that of the sandbox too.
  expect(await folders()).toBe(before)
  await ann.call('DELETE', `/kept-sessions/${kept.session}`)
  expect(await folders()).toBe(before - 1)
})

test('a session without a network gets none, also in a sandbox that has it', async () => {
  const interfaces = (sandbox: string) => ann.output(sandbox, ['sh', '-c', 'tail -n +3 /proc/net/dev | cut -d: -f1'])
  const session = await ann.session({ metadata: { network: 'off' } })
  const plain = await ann.sandbox()
  await write(plain, 'file')
  await bind(session, plain)
  expect(await interfaces(plain)).toBe('lo')
  expect(await names(plain)).toBe('file')
  // Detached, it is what it was.
  await step(session, 'pause')
  const other = await ann.session()
  await bind(other, plain)
  expect(await ann.output(plain, ['ls', '/etc/nsswitch.conf'])).toBe('/etc/nsswitch.conf')

  const made = await ann.call('POST', '/sandbox/acquire', { session_id: session })
  expect(made.json.network).toBe(false)
  expect((await ann.call('POST', '/sandbox/acquire', { network: false })).json.network).toBe(false)
  await step(session, 'resume')
  const ready = String(made.json.sandbox_id)
  await bind(session, ready)
  expect(await names(ready)).toBe('file')
})

test('a sandbox that was killed from outside is gone, and its session keeps the files', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  await bind(session, sandbox)
  await write(sandbox, 'kept')
  process.kill(bubblewrapOf(sandbox), 'SIGKILL')
  const busy = () => ann.call('POST', '/execute', { sandbox_id: sandbox, command: ['true'] })
  await expect.poll(async () => (await busy()).status, { timeout: 20_000 }).toBe(404)
  await expect.poll(async () => (await ann.call('GET', `/sessions/${session}`)).json.sandbox_id).toBe(undefined)
  const next = await ann.sandbox()
  await bind(session, next)
  expect(await names(next)).toBe('kept')
})

test('a workspace whose rights a program took away can still be bound, and its owner can give them back', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  await bind(session, sandbox)
  await ann.output(sandbox, ['sh', '-c', 'echo kept > file; chmod 0 /workspace'])
  await step(session, 'pause')
  await step(session, 'resume')
  const next = await ann.sandbox()
  expect((await bind(session, next)).status).toBe(200)
  const give = { sandbox_id: next, command: ['chmod', '755', '/workspace'], work_dir: '/' }
  expect((await ann.call('POST', '/execute', give)).json.exit_code).toBe(0)
  expect(await ann.output(next, ['cat', 'file'])).toBe('kept')
})

test('what an owner makes for another person is that person’s', async () => {
  const owner = await ApiUser.named(server.address, 'me', 'owner')
  const session = await ann.session()
  const made = await owner.call('POST', '/sandbox/acquire', { session_id: session })
  expect(await ann.output(String(made.json.sandbox_id), ['echo', 'mine'])).toBe('mine')
  const plain = await owner.sandbox()
  await owner.call('POST', `/sessions/${session}/bind`, { sandbox_id: plain })
  expect(await ann.output(plain, ['echo', 'mine'])).toBe('mine')
})

test('many sessions moved at once lose no file and get none of another', async () => {
  const round = async (number: number) => {
    const session = await ann.session()
    for (const [turn, leave] of ['pause', 'unbind', 'release', 'pause'].entries()) {
      const sandbox = await ann.sandbox()
      expect((await bind(session, sandbox)).status).toBe(200)
      const before = Array.from({ length: turn }, (_, index) => `file-${number}-${index}`)
      expect(await names(sandbox)).toBe(before.join('\n'))
      await write(sandbox, `file-${number}-${turn}`)
      if (leave === 'pause') await step(session, 'pause').then(() => step(session, 'resume'))
      if (leave === 'unbind') await ann.call('DELETE', `/sessions/${session}/bind`)
      await ann.call('POST', '/sandbox/release', { sandbox_id: sandbox })
    }
  }
  await Promise.all([1, 2, 3, 4].map(round))
})

test('of a pause and a deletion at the same time the deletion stays', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  await bind(session, sandbox)
  await write(sandbox, 'file')
  const [paused, deleted] = await Promise.all([step(session, 'pause'), ann.call('DELETE', `/sessions/${session}`)])
  expect([200, 404]).toContain(paused.status)
  expect(deleted.status).toBe(200)
  expect((await ann.call('GET', `/sessions/${session}`)).status).toBe(404)
  expect(await names(sandbox)).toBe('')
})

test('a program that runs while its session is paused is told that its sandbox ended', async () => {
  const session = await ann.session()
  const sandbox = await ann.sandbox()
  await bind(session, sandbox)
  const running = ann.call('POST', '/execute', { sandbox_id: sandbox, code: 'echo x > begun; sleep 1000' })
  await expect.poll(async () => (await ann.call('GET', `/files?sandbox_id=${sandbox}`)).text).toContain('begun')
  await step(session, 'pause')
  const { status, json } = await running
  expect(status).toBe(200)
  expect(json).toMatchObject({ exit_code: -1, error: 'the sandbox ended before the program did' })
})
