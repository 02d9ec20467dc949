import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlainBench } from './testing/plain-user.ts'
import { closeBenches, startBench } from './testing/plain-user.ts'

let bench: PlainBench
let sandbox: string

beforeAll(async () => {
  bench = await startBench()
  sandbox = await bench.user.sandbox()
})
afterAll(closeBenches)

/** One execute, its answer's fields. */
async function run(request: object, id: string = sandbox) {
  const { status, json } = await bench.execute(id, request)
  expect(status).toBe(200)
  return json
}

const sh = (code: string, more: object = {}) => run({ command: ['sh', '-c', code], ...more })
/** Until a condition holds inside: an execute that waits for it. */
const until = (condition: string) => sh(`until ${condition}; do sleep 0.02; done`)

test('4.1 languages by any spelling, and bash for every other word', async () => {
  for (const language of ['python', 'Python3', 'PYTHON']) {
    expect((await run({ code: 'import sys; print(sys.version_info.major)', language })).stdout).toBe('3\n')
  }
  for (const language of ['bash', 'sh', 'shell', '', undefined, 'klingon', 'BASH']) {
    const answer = await run({ code: 'echo "$BASH_VERSION" | grep -c .; shopt -q login_shell || echo plain', language })
    expect(answer.stdout).toBe('1\nplain\n')
  }
  for (const language of ['node', 'JavaScript', 'js']) {
    expect((await run({ code: 'console.log(typeof require)', language })).stdout).toBe('function\n')
  }
  // A command wins over code, unless it is empty; what is unknown is ignored.
  expect((await run({ command: ['echo', 'a'], code: 'echo b', stdin: 'c' })).stdout).toBe('a\n')
  expect((await run({ command: [], code: 'echo b' })).stdout).toBe('b\n')
  await run({ code: 'x = 42', language: 'python' })
  expect((await run({ code: 'print(x)', language: 'python' })).exit_code).toBe(1)
})

test('4.2 root, /workspace, umask 022, no terminal, an empty input and a bare environment', async () => {
  const answer = await sh(
    'id -u; pwd; umask; tty; wc -c; echo "$HOME"; locale 2>/dev/null | head -1; env | cut -d= -f1 | sort',
  )
  expect(answer.stdout).toBe('0\n/workspace\n0022\nnot a tty\n0\n/root\nLANG=\nHOME\nPATH\nPWD\n')
  const env = { LANG: 'C.UTF-8', HOME: '/tmp', ODD: 'a b\n=ü', 'A=B': 'c' }
  expect((await sh('printf %s "$LANG|$HOME|$ODD|$A"', { env })).stdout).toBe('C.UTF-8|/tmp|a b\n=ü|B=c')
  expect((await sh('pwd', { work_dir: '/tmp' })).stdout).toBe('/tmp\n')
  for (const refused of [{ env: { '': 'x' } }, { env: { X: 'a\0b' } }, { work_dir: 'tmp' }, { work_dir: '/no/such' }]) {
    const { exit_code, stderr } = await sh('echo ran', refused)
    expect([125, 126, 127]).toContain(exit_code)
    expect(stderr).toMatch(/^OCI runtime exec failed: exec failed: .*\n$/)
  }
})

test('4.3 one argument, the code and one variable have 131,071 bytes, all together some 2 MB', async () => {
  const most = 131_071
  const tooLong = { exit_code: 1, stdout: '', stderr: expect.stringContaining('argument list too long') }
  const text = (bytes: number) => 'x'.repeat(bytes)
  expect(await run({ command: ['true', text(most)] })).toMatchObject({ exit_code: 0 })
  expect(await run({ command: ['true', text(most + 1)] })).toMatchObject(tooLong)
  expect(await run({ code: `#${text(most - 1)}` })).toMatchObject({ exit_code: 0 })
  expect(await run({ code: `#${text(most)}` })).toMatchObject(tooLong)
  expect(await run({ code: `#${text(most)}`, language: 'python' })).toMatchObject(tooLong)
  expect(await run({ command: ['true'], env: { X: text(most - 2) } })).toMatchObject({ exit_code: 0 })
  expect(await run({ command: ['true'], env: { X: text(most - 1) } })).toMatchObject(tooLong)
  expect(await run({ command: ['true', ...Array.from({ length: 15 }, () => text(130_000))] })).toMatchObject({
    exit_code: 0,
  })
  expect(await run({ command: ['true', ...Array.from({ length: 17 }, () => text(130_000))] })).toMatchObject(tooLong)
  // Nothing of any size harms the sandbox, also where it is six times as long on the way.
  const controls = Array.from({ length: 15 }, () => '\u0001'.repeat(130_000))
  expect(await run({ command: ['true', ...controls] })).toMatchObject(tooLong)
  expect(await run({ command: ['true', ...Array.from({ length: 99 }, () => text(130_000))] })).toMatchObject(tooLong)
  expect((await sh('echo lives')).stdout).toBe('lives\n')
})

test('4.4 4.4.1 a dead sandbox and an absurd time: -1, an error, nothing ran', async () => {
  const dead = await bench.user.sandbox()
  await bench.server.killSandbox(dead)
  const answer = await run({ command: ['true'] }, dead)
  expect(answer).toMatchObject({ exit_code: -1, stdout: '', stderr: '', timed_out: false })
  expect(answer.error).toMatch(/^failed to create exec: .* is not running$/)
  const absurd = await run({ command: ['true'], timeout: 9_300_000_000 })
  expect(absurd).toMatchObject({ exit_code: -1, error: expect.stringContaining('context deadline exceeded') })
  // One that dies under a program.
  const dying = await bench.user.sandbox()
  const under = run({ command: ['sh', '-c', 'touch /tmp/began; sleep 100'], timeout: 60 }, dying)
  await run({ command: ['sh', '-c', 'until [ -e /tmp/began ]; do sleep 0.02; done'] }, dying)
  await bench.server.killSandbox(dying)
  expect(await under).toMatchObject({ exit_code: -1, error: expect.any(String) })
})

test('4.4.2 out of time: 0 that means nothing, what came until then, and the program runs on', async () => {
  const answer = await sh(
    'echo before; echo err >&2; until [ -e /tmp/go ]; do sleep 0.02; done; echo after > /tmp/after',
    {
      timeout: 1,
    },
  )
  expect(answer).toMatchObject({ exit_code: 0, timed_out: true, stdout: 'before\n', stderr: 'err\n' })
  expect(answer.error).toBeUndefined()
  await sh('touch /tmp/go')
  await until('[ -s /tmp/after ]')
  for (const timeout of [0, -5]) expect(await sh('echo default', { timeout })).toMatchObject({ stdout: 'default\n' })
})

test('4.4.3 too much output is cut with a false 0 at once, while the program runs on', async () => {
  const most = 10_485_760
  const answer = await sh(
    "head -c 12000000 /dev/zero | tr '\\0' x; until [ -e /tmp/cut ]; do sleep 0.02; done; echo > /tmp/uncut; exit 3",
    {
      timeout: 60,
    },
  )
  expect(answer).toMatchObject({ exit_code: 0, timed_out: false, stderr: '' })
  expect(String(answer.stdout)).toHaveLength(most)
  await sh('touch /tmp/cut')
  await until('[ -e /tmp/uncut ]')
  const one = await sh(`head -c ${most - 1} /dev/zero | tr '\\0' x >&2; exit 3`)
  expect([one.exit_code, String(one.stderr).length]).toEqual([3, most - 1])
  // Replaced bytes make the text longer: this one is whole.
  const replaced = await sh("head -c 4000000 /dev/zero | tr '\\0' '\\377'; exit 3")
  expect([replaced.exit_code, Buffer.byteLength(String(replaced.stdout))]).toEqual([3, 12_000_000])
})

test('4.4.4 a program that was not started: the engine’s words, and a shell’s own codes look alike', async () => {
  const missing = await run({ command: ['no-such-program'] })
  expect(missing).toMatchObject({
    exit_code: 127,
    stdout: '',
    stderr: expect.stringMatching(/^OCI .*not found in \$PATH: unknown\n$/),
  })
  await sh('echo > /tmp/plain-file')
  expect(await run({ command: ['/tmp/plain-file'] })).toMatchObject({
    exit_code: 126,
    stderr: expect.stringMatching(/permission denied/),
  })
  expect(await run({ command: ['/no/such'] })).toMatchObject({ exit_code: 127 })
  expect(await run({ command: ['true'], work_dir: '/no/such' })).toMatchObject({
    exit_code: 126,
    stderr: expect.stringMatching(/chdir to cwd/),
  })
  const own = await sh('exec no-such-program')
  expect(own).toMatchObject({ exit_code: 127, stderr: expect.not.stringContaining('OCI') })
  const other = await startBench({ engineWords: 'stdout' })
  const id = await other.user.sandbox()
  for (const request of [{ command: ['no-such-program'] }, { command: ['true'], work_dir: '/no/such' }]) {
    const { json } = await other.execute(id, request)
    expect(json).toMatchObject({ exit_code: 126, stderr: '', stdout: expect.stringMatching(/^OCI [^\n]*\r\n$/) })
  }
})

test('4.4.5 128 and the signal, else the program’s own code', async () => {
  expect(await sh('kill -s KILL $$')).toMatchObject({ exit_code: 137, timed_out: false })
  expect(await sh('kill -s TERM $$')).toMatchObject({ exit_code: 143 })
  expect(await sh('exit 255')).toMatchObject({ exit_code: 255 })
})

test('4.5 streams are apart, each byte that is no UTF-8 is one U+FFFD, and a NUL is six bytes of JSON', async () => {
  const answer = await sh("printf 'a\\303\\251\\0b'; printf '\\377\\342\\202z\\355\\240\\200\\360\\237\\247\\252' >&2")
  expect(answer).toMatchObject({ stdout: 'aé\0b', stderr: '\ufffd\ufffd\ufffdz\ufffd\ufffd\ufffd🧪' })
  const { text, json } = await bench.execute(sandbox, { command: ['head', '-c', '300000', '/dev/zero'] })
  expect(String(json.stdout)).toHaveLength(300_000)
  expect(text.length).toBeGreaterThan(6 * 300_000)
})

test('4.6 an execute costs the host, in all, however many run at once', async () => {
  const costly = await startBench({ times: { executeCost: 60 } })
  const id = await costly.user.sandbox()
  const begin = performance.now()
  await Promise.all(Array.from({ length: 10 }, () => costly.execute(id, { command: ['true'] })))
  // Never faster, however slow the computer is.
  expect(performance.now() - begin).toBeGreaterThan(10 * 60 - 20)
})

test('4.7 a process in the background lives on, and holds up answers when it keeps the streams', async () => {
  const held = await startBench({ times: { held: 700 } })
  const id = await held.user.sandbox()
  const took = async (code: string) => {
    const { json } = await held.execute(id, { command: ['sh', '-c', code] })
    expect(json.exit_code).toBe(0)
    return Number(json.duration_ms)
  }
  const wait = 'until [ -e /tmp/go ]; do sleep 0.02; done; echo late; echo yes > /tmp/wrote'
  expect(await took(`(${wait}) & :`)).toBeGreaterThanOrEqual(700)
  // The following ones too, as long as it holds them.
  expect(await took('true')).toBeGreaterThanOrEqual(700)
  await took('touch /tmp/go')
  await took('until [ -s /tmp/wrote ]; do sleep 0.02; done')
  // Its own streams redirected, it holds up nothing.
  await took('(until [ -e /tmp/end ]; do sleep 0.02; done; echo > /tmp/ended) </dev/null >/dev/null 2>&1 &')
  await took('touch /tmp/end; until [ -e /tmp/ended ]; do sleep 0.02; done')
})

test('4.8 a group is ended by a second execute, with the form that dash knows', async () => {
  await sh('setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $! > /tmp/group')
  await until('grep -q sleep "/proc/$(cat /tmp/group)/cmdline"')
  expect(await sh('kill -TERM -- -$(cat /tmp/group)')).toMatchObject({ exit_code: 2 })
  expect(await sh('kill -s TERM -- -$(cat /tmp/group)')).toMatchObject({ exit_code: 0 })
  await until('grep -q "State:.Z" "/proc/$(cat /tmp/group)/status"')
  // Only the shell has one.
  expect([126, 127]).toContain((await run({ command: ['kill', '-l'] })).exit_code)
  // A program that was cut off goes on burning a processor until then.
  const endless = await sh('echo $$ > /tmp/endless; exec yes', { timeout: 60 })
  expect(endless).toMatchObject({ exit_code: 0, timed_out: false })
  expect(await sh('kill -s KILL -- -$(cat /tmp/endless)')).toMatchObject({ exit_code: 0 })
})

test('4.9 nobody reaps: a detached process that ended stays as a zombie, and looks alive to kill -0', async () => {
  await sh(
    'setsid sh -c "until [ -e /tmp/reap ]; do sleep 0.02; done" </dev/null >/dev/null 2>&1 & echo $! > /tmp/detached',
  )
  await sh('touch /tmp/reap')
  await until('grep -q "State:.Z" "/proc/$(cat /tmp/detached)/status"')
  expect(await sh('kill -0 $(cat /tmp/detached)')).toMatchObject({ exit_code: 0 })
  expect((await sh('cut -d" " -f3 "/proc/$(cat /tmp/detached)/stat"')).stdout).toBe('Z\n')
})

test('4.10 tools to count on, and tools that are not there', async () => {
  const there = [
    'sh',
    'bash',
    'timeout',
    'stdbuf',
    'tail',
    'stat',
    'base64',
    'sha256sum',
    'mkfifo',
    'stty',
    'find',
    'grep',
  ]
  const more = ['sed', 'awk', 'tar', 'gzip', 'perl', 'setsid', 'flock', 'script', 'python3']
  const found = await sh(
    `for tool in ${[...there, ...more].join(' ')}; do command -v $tool >/dev/null || echo $tool; done`,
  )
  expect(found.stdout).toBe('')
  const not = ['ps', 'pgrep', 'pkill', 'kill', 'curl', 'wget', 'git', 'xz', 'zip', 'less', 'file', 'xxd', 'inotifywait']
  for (const tool of not) expect([126, 127]).toContain((await run({ command: [tool, '--version'] })).exit_code)
  expect((await sh('ls /sys/class/net /proc/net/dev')).stdout).toMatch(/\/proc\/net\/dev/)
})
