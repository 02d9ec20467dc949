import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlainBench } from './testing/plain-user.ts'
import { closeBenches, startBench } from './testing/plain-user.ts'

// The shape of section 7 by hand, as any client could do it: what it needs of the server is there.

let bench: PlainBench
let sandbox: string

beforeAll(async () => {
  bench = await startBench()
  sandbox = await bench.user.sandbox()
})
afterAll(closeBenches)

async function run(command: readonly string[]): Promise<string> {
  const { json } = await bench.execute(sandbox, { command, timeout: 60 })
  expect([json.exit_code, json.stderr]).toEqual([0, ''])
  return String(json.stdout)
}

const sh = (code: string, ...args: readonly string[]) => run(['sh', '-c', code, 'sh', ...args])

/** Keeps a writer on `in`, starts the command in a session of its own, and writes how it ended under its final name. */
const wrapper = `cd "$1"; sleep 2147483647 > in & echo $! > holder
setsid sh -c 'echo $$ > pid; exec "$@"' "$@" <in >out 2>err; code=$?
echo $code > exit.part; mv exit.part exit; kill $(cat holder)`

/** @returns its folder. */
async function start(name: string, command: readonly string[]): Promise<string> {
  const folder = `/tmp/runs/${name}`
  const begin = `umask 077; mkdir -p "$2" && mkfifo "$2/in" && : > "$2/out" > "$2/err"
script=$1; shift; setsid sh -c "$script" sh "$@" </dev/null >/dev/null 2>&1 & until [ -s "$1/pid" ]; do sleep 0.01; done`
  await sh(begin, wrapper, folder, ...command)
  return folder
}

/** Returns at the first new byte behind the offset, at the end, or after 20 s. */
const follow = `import base64, json, os, sys, time
folder, offset = sys.argv[1], int(sys.argv[2])
end = time.monotonic() + 20
while True:
    ended = os.path.exists(folder + "/exit")
    with open(folder + "/out", "rb") as out:
        out.seek(offset)
        piece = out.read(1 << 20)
    if piece or ended or time.monotonic() > end:
        break
    time.sleep(0.01)
code = open(folder + "/exit").read().strip() if ended else None
print(json.dumps({"out": base64.b64encode(piece).decode(), "exit": code}))`

/** Follows until the exit is there and the file is drained, or the text is. */
async function read(folder: string, until: string | undefined, from = 0) {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const { out, exit } = Object(JSON.parse(await run(['python3', '-c', follow, folder, String(from + bytes.length)])))
    bytes = Buffer.concat([bytes, Buffer.from(String(out), 'base64')])
    const text = bytes.toString()
    if (until === undefined ? exit !== null && out === '' : text.includes(until)) return { text, exit }
  }
}

test('7.1 7.2 7.7 a run started apart is followed by offset, and its exit code is the one that was written', async () => {
  const folder = await start('plain', [
    'sh',
    '-c',
    'echo one; until [ -e /tmp/more ]; do sleep 0.02; done; echo two; exit 7',
  ])
  expect(await read(folder, 'one\n')).toEqual({ text: 'one\n', exit: null })
  await sh('touch /tmp/more')
  expect(await read(folder, undefined, 4)).toEqual({ text: 'two\n', exit: '7' })
  // A broken answer is repeated without loss.
  expect((await read(folder, undefined)).text).toBe('one\ntwo\n')
})

test('7.3 input goes into the fifo, and ends with its holder', async () => {
  const folder = await start('input', ['sh', '-c', 'while read -r line; do echo "got $line"; done; echo over'])
  const write = async (text: string) => {
    const script = 'printf %s "$2" | base64 -d > "$1/in"'
    await run(['timeout', '5', 'sh', '-c', script, 'sh', folder, Buffer.from(text).toString('base64')])
  }
  await write('a\nb')
  await write(' c\n')
  expect((await read(folder, 'got b c\n')).text).toBe('got a\ngot b c\n')
  await sh('kill $(cat "$1/holder")', folder)
  expect(await read(folder, undefined)).toEqual({ text: 'got a\ngot b c\nover\n', exit: '0' })
})

test('7.4 a stop reaches the whole group and not the wrapper', async () => {
  const folder = await start('stop', ['sh', '-c', 'sleep 1000 & echo up; wait'])
  await read(folder, 'up\n')
  await sh('kill -s TERM -- -$(cat "$1/pid")', folder)
  expect((await read(folder, undefined)).exit).toBe('143')
})

test('7.5 a terminal is a small program with a pty', async () => {
  const script = `import os, pty, sys
pid, master = pty.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-c", "tty; until [ -e /tmp/sized ]; do sleep 0.02; done; stty size"])
while True:
    try:
        data = os.read(master, 65536)
    except OSError:
        break
    os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`
  const folder = await start('terminal', ['python3', '-c', script])
  const { text } = await read(folder, '\n')
  const terminal = /\/dev\/pts\/\d+/.exec(text)?.[0] ?? ''
  await sh('stty -F "$1" rows 12 cols 34; touch /tmp/sized', terminal)
  expect(await read(folder, undefined)).toMatchObject({ text: expect.stringMatching(/12 34\r\n$/), exit: '0' })
})

test('7.6 after a loss the folder tells: an exit, else the state of the pid, else nothing is known', async () => {
  const look = async (folder: string) =>
    await sh(
      '[ -e "$1/exit" ] && echo "exit $(cat "$1/exit")" || cut -d" " -f3 "/proc/$(cat "$1/pid")/stat" 2>/dev/null || echo without a trace',
      folder,
    )
  const folder = await start('lost', ['sleep', '1000'])
  expect(await look(folder)).toBe('S\n')
  await sh('kill -s KILL -- -$(cat "$1/pid")', folder)
  expect((await read(folder, undefined)).exit).toBe('137')
  expect(await look(folder)).toBe('exit 137\n')
})

test('7.8 a quiet run is followed for long by one execute, within one connection’s bucket', async () => {
  const folder = await start('quiet', ['sh', '-c', 'until [ -e /tmp/speak ]; do sleep 0.02; done; echo spoken'])
  const before = bench.server.requests.length
  const following = read(folder, 'spoken\n')
  await sh('touch /tmp/speak')
  expect((await following).text).toBe('spoken\n')
  expect(bench.server.requests.slice(before).length).toBe(2)
})
