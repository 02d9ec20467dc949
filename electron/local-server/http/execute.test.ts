import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiUser } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

let server: TestServer
let ann: ApiUser
let sandbox: string

beforeAll(async () => {
  server = await startTestServer()
  ann = await ApiUser.named(server.address, 'ann')
  sandbox = await ann.sandbox()
})
afterAll(() => server.close())

const execute = (fields: object) => ann.call('POST', '/execute', { sandbox_id: sandbox, ...fields })

test('a command runs, and both streams and the exit code come back', async () => {
  const { status, json } = await execute({ command: ['sh', '-c', 'echo out; echo err >&2; exit 3'] })
  expect(status).toBe(200)
  expect(json).toEqual({
    exit_code: 3,
    stdout: 'out\n',
    stderr: 'err\n',
    duration_ms: expect.any(Number),
    timed_out: false,
  })
})

test.each([
  ['python', 'print(6 * 7)'],
  ['Python3', 'print(6 * 7)'],
  ['node', 'console.log(6 * 7)'],
  ['JS', 'console.log(6 * 7)'],
  ['bash', 'echo $((6 * 7))'],
  ['sh', 'echo $((6 * 7))'],
  ['klingon', 'echo $((6 * 7))'],
  [undefined, 'echo $((6 * 7))'],
])('code in %s runs', async (language, code) => {
  const { json } = await execute({ code, language })
  expect([json.exit_code, json.stdout, json.stderr]).toEqual([0, '42\n', ''])
})

test('the file that Go code is run from is gone after it, whether it ran or not', async () => {
  const { json } = await execute({ code: 'no Go', language: 'go' })
  expect(json.exit_code).not.toBe(0)
  // Whoever has Go is told about the file; the others about Go.
  expect(json.stderr).toMatch(/main\.go:1|^go: not found/)
  expect((await execute({ code: 'ls -d /tmp/*/main.go' })).json.stdout).toBe('')
})

test('a command wins over code', async () => {
  expect((await execute({ command: ['echo', 'command'], code: 'echo code' })).json.stdout).toBe('command\n')
  expect((await execute({ command: [], code: 'echo code' })).json.stdout).toBe('code\n')
})

test('an argument reaches the program as it is', async () => {
  const odd = `$HOME "a" 'b' \`c\` \\ ; & | * \n ☃ -n`
  expect((await execute({ command: ['printf', '%s', odd] })).json.stdout).toBe(odd)
})

test('the program stands in the workspace, at an empty input, with the environment of an ordinary user', async () => {
  const { json } = await execute({ code: 'pwd; cat; umask; echo $HOME $LANG $PWD' })
  expect(json.stdout).toBe('/workspace\n0022\n/home/user C.UTF-8 /workspace\n')
})

test('env adds and overrides; work_dir is where it starts', async () => {
  const env = { A: 'x=y\n', HOME: '/tmp' }
  expect((await execute({ code: 'echo "$A$HOME"; pwd', env, work_dir: '/usr' })).json.stdout).toBe('x=y\n/tmp\n/usr\n')
})

test('a program that a signal ended has 128 and its number', async () => {
  expect((await execute({ code: 'kill -s TERM $$' })).json.exit_code).toBe(143)
})

test('what is no UTF-8 comes as U+FFFD, and NUL as it is', async () => {
  const { json } = await execute({ command: ['printf', '\\377a\\000b\\342\\230\\203'] })
  expect(json.stdout).toBe('\ufffda\0b☃')
})

test.each([
  ['a program that is not there', { command: ['no-such'] }, 127, 'no-such: not found'],
  ['a program that may not be run', { command: ['/etc/passwd'] }, 126, '/etc/passwd: Permission denied'],
  [
    'a folder that is not there',
    { command: ['true'], work_dir: '/nowhere' },
    126,
    'work_dir /nowhere: No such file or directory',
  ],
  ['an argument that is too long', { code: `: ${'x'.repeat(140_000)}` }, 1, 'argument list too long'],
])('%s is an answer that says so', async (_what, fields, code, words) => {
  const { status, json } = await execute(fields)
  expect(status).toBe(200)
  expect(json).toMatchObject({
    exit_code: code,
    stderr: `${words}\n`,
    error: `not started: ${words}`,
    timed_out: false,
  })
})

test('at the end of its time the whole group is killed, and what came is there', async () => {
  const { json } = await execute({ code: 'echo before; sleep 1111 & sleep 1111', timeout: 1 })
  expect(json).toMatchObject({ timed_out: true, stdout: 'before\n', exit_code: 137, killed_by: 'time' })
  expect((await execute({ code: 'cat /proc/[0-9]*/cmdline | tr "\\0" " "' })).json.stdout).not.toContain('sleep 1111')
})

test('output beyond 10 MiB is cut, said to be, and the exit code is the true one', async () => {
  const { json } = await execute({ code: 'head -c 11000000 /dev/zero | tr "\\0" x; echo end >&2; exit 5' })
  expect(json).toMatchObject({ exit_code: 5, stderr: 'end\n', truncated: true, timed_out: false })
  expect(String(json.stdout)).toHaveLength(10 * 1024 * 1024)
  const file = Object(Object(json.output_files).stdout)
  expect(file.size).toBe(11_000_000)
  expect(json.output_files).not.toHaveProperty('stderr')
  expect((await execute({ command: ['sh', '-c', 'wc -c < "$0"', String(file.path)] })).json.stdout).toBe('11000000\n')
  expect((await execute({ command: ['true'] })).json).not.toHaveProperty('truncated')
  const asked = await execute({ code: 'head -c 300 /dev/zero | tr "\\0" x; echo more >&2', output_bytes: 100 })
  expect(asked.json).toMatchObject({ exit_code: 0, stdout: 'x'.repeat(100), stderr: 'more\n', truncated: true })
})

test('a large output comes whole and byte for byte, with the facts behind it', async () => {
  // Of all lengths, so that pieces end in the middle of characters; and escapes, which make JSON longer.
  const code = String.raw`import sys; t = "a\u2603\U0001f600\"\n\x00" * 900_000; sys.stdout.write(t); sys.stderr.write(t[:-1]); sys.exit(7)`
  const { status, json, headers } = await execute({ code, language: 'python', output_bytes: 64 * 1024 * 1024 })
  expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  const text = 'a☃😀"\n\0'.repeat(900_000)
  expect(json.stdout === text).toBe(true)
  expect(json.stderr === text.slice(0, -1)).toBe(true)
  expect({ ...json, stdout: '', stderr: '' }).toEqual({
    exit_code: 7,
    stdout: '',
    stderr: '',
    duration_ms: expect.any(Number),
    timed_out: false,
  })
})

test('what a program leaves behind does not hold its answer up', async () => {
  const { json } = await execute({ code: 'sleep 3333 & echo $!' })
  const pid = String(json.stdout).trim()
  expect((await execute({ code: `cat /proc/${pid}/comm; kill ${pid}` })).json.stdout).toBe('sleep\n')
})

test('many run side by side and none gets another one’s output', async () => {
  const numbers = Array.from({ length: 24 }, (_, number) => String(number))
  const answers = await Promise.all(numbers.map((number) => execute({ command: ['echo', number] })))
  expect(answers.map(({ json }) => json.stdout)).toEqual(numbers.map((number) => `${number}\n`))
})

test.each([
  ['no sandbox', { sandbox_id: undefined, code: 'x' }, 'sandbox_id is required'],
  ['neither command nor code', {}, 'command or code is required'],
  ['a command that is text', { command: 'ls' }, 'command'],
  ['half a second', { code: 'x', timeout: 0.5 }, 'timeout'],
  ['negative time', { code: 'x', timeout: -1 }, 'timeout'],
  ['more time than a day', { code: 'x', timeout: 86_401 }, 'timeout'],
  ['more output than an answer holds', { code: 'x', output_bytes: 2 ** 40 }, 'output_bytes'],
  ['time as text', { code: 'x', timeout: '5' }, 'timeout'],
  ['a relative folder', { code: 'x', work_dir: 'src' }, 'work_dir'],
  ['a variable without a name', { code: 'x', env: { '': 'a' } }, 'env'],
  ['a NUL in a variable', { code: 'x', env: { A: 'a\0b' } }, 'env'],
  ['half a character', { code: '\ud800' }, 'code'],
])('%s is 400', async (_what, fields, words) => {
  const { status, text } = await execute(fields)
  expect(status).toBe(400)
  expect(text).toContain(words)
})

test('an unknown sandbox, a released one and another person’s are 404', async () => {
  const released = await ann.sandbox()
  await ann.call('POST', '/sandbox/release', { sandbox_id: released })
  const bob = await ApiUser.named(server.address, 'bob')
  for (const id of ['00000000', released, await bob.sandbox()]) {
    const { status, text, headers } = await execute({ sandbox_id: id, command: ['true'] })
    expect([status, text]).toEqual([404, 'Sandbox not found\n'])
    expect(headers['content-type']).toContain('text/plain')
  }
})

test('acquire, release and stats count', async () => {
  const before = (await ann.call('GET', '/sandbox/stats')).json
  const acquired = (await ann.call('POST', '/sandbox/acquire')).json
  expect(acquired).toMatchObject({
    sandbox_id: expect.stringMatching(/^[0-9a-f]{8}$/),
    container_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    status: 'active',
    network: true,
  })
  const during = (await ann.call('GET', '/sandbox/stats')).json
  expect(during).toMatchObject({ idle: 0, creating: 0, max: 50, active: Number(before.active) + 1 })
  const release = () => ann.call('POST', '/sandbox/release', { sandbox_id: acquired.sandbox_id })
  expect((await release()).json).toEqual({ success: true })
  const again = await release()
  expect([again.status, again.text]).toEqual([400, `sandbox is not acquired: ${acquired.sandbox_id}\n`])
  expect((await ann.call('GET', '/sandbox/stats')).json).toEqual(before)
})

test('another person can neither release nor bind a sandbox', async () => {
  const bob = await ApiUser.named(server.address, 'bob')
  expect((await bob.call('POST', '/sandbox/release', { sandbox_id: sandbox })).status).toBe(400)
  const session = await bob.session()
  expect((await bob.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })).status).toBe(404)
  expect((await execute({ command: ['true'] })).json.exit_code).toBe(0)
})
