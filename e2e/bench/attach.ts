import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { AttachedChannel } from '../../electron/core/channel/attached/attached-channel.ts'
import type { Process } from '../../electron/core/channel/process-channel.ts'
import { endOf } from '../../electron/core/channel/testing/read-output.ts'
import { writeRuntimeFiles } from '../../electron/local-server/runtimes/bubblewrap/files.ts'
import { findProgram } from '../../electron/start/find-program.mjs'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { apiUser, ask, startSandboxServer, textOf } from '../fixtures/sandbox-server.ts'
import { paired, report, rounded, timed } from './measure.ts'

// What lies between a program in a sandbox and a client in another process: the start of the supervisor, bytes by pipe and
// terminal, and a key's way to its echo. Beside each the same without a sandbox, a server and a supervisor.

const MB = 1e6
// The interpreter itself: what is found first may be a script that looks for it.
const python = execFileSync(findProgram('python3') ?? '/usr/bin/python3', ['-c', 'import sys; print(sys.executable)'])
  .toString()
  .trim()
const user = { uid: 65534, gid: 65534, name: 'user', home: '/tmp' }
const compiled = makeDataFolder()
// Compiled once, as for every sandbox of a server.
const { supervisor } = await writeRuntimeFiles(compiled.path, user, python)

/** Until it has said that it is ready. */
async function startSupervisor(): Promise<void> {
  const child = spawn(python, ['-I', '-S', supervisor, '3'], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] })
  const control = child.stdio[3]
  if (!(control instanceof Duplex)) throw new Error('No socket')
  await once(control, 'readable')
  control.destroy()
  await once(child, 'exit')
}

/** Python that does nothing. */
async function startPython(): Promise<void> {
  const child = spawn(python, ['-I', '-S', '-c', 'pass'], { stdio: 'ignore' })
  await once(child, 'exit')
}

/** Reads and acknowledges everything. @returns bytes */
async function drain(process: Process): Promise<number> {
  let bytes = 0
  for await (const item of process.output) {
    if (item.kind === 'bytes') bytes += item.bytes.byteLength
    process.acknowledge(item.stream, endOf(item))
  }
  return bytes
}

/** Reads a program straight through a pipe of Node's. @returns bytes */
async function drainPlain(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let bytes = 0
  for await (const piece of child.stdout) bytes += piece.length
  return bytes
}

const textLines = (bytes: number) =>
  `yes 'what a program says in one line of a terminal, about eighty characters of it' | head -c ${bytes}`

/** Megabytes a second, ours and plain, of so many bytes each time. */
async function throughput(
  bytes: number,
  ours: () => Promise<number>,
  plain: () => Promise<number>,
): Promise<{ readonly ours: number; readonly plain: number }> {
  const checked = (run: () => Promise<number>) => async () => {
    const got = await run()
    if (got < bytes) throw new Error(`${got} of ${bytes} bytes came`)
  }
  const ms = await paired(5, checked(ours), checked(plain))
  return { ours: rounded(bytes / MB / (ms.ours / 1000)), plain: rounded(bytes / MB / (ms.plain / 1000)) }
}

/** Milliseconds of the slowest of twenty. */
function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
}

/** Sends keys one by one, each when the one before was shown. @param shown resolves with the next bytes that come */
async function echoes(press: (key: string) => void, shown: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let key = 0; key < 300; key += 1) {
    times.push(
      await timed(async () => {
        const next = shown()
        press('k')
        await next
      }),
    )
  }
  return p95(times)
}

const starts = await paired(15, startSupervisor, startPython)
report({
  name: 'supervisor: start',
  value: rounded(starts.ours),
  unit: 'ms',
  target: '< 60',
  met: starts.ours < 60,
  comparedWith: { name: 'python3 that does nothing', value: rounded(starts.plain) },
})

await compiled.remove()

const folder = makeDataFolder()
const server = await startSandboxServer(folder.path)
const bench = await apiUser(server.address, 'bench')
const sandboxId = textOf(await bench.post('/sandbox/acquire'), 'sandbox_id')
const { text } = await ask(`${server.address}/api/v1/auth/token`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ user_id: 'bench' }),
})
const token = String(JSON.parse(text).access_token)
const channel = await AttachedChannel.open({ origin: server.address, sandboxId, token: async () => token })

try {
  const pipeBytes = 256 * MB
  const pipe = await throughput(
    pipeBytes,
    async () => drain(await channel.start({ command: ['head', '-c', String(pipeBytes), '/dev/zero'] })),
    () => drainPlain('head', ['-c', String(pipeBytes), '/dev/zero']),
  )
  report({
    name: 'attach/1: a program’s output by pipe to another process',
    value: pipe.ours,
    unit: 'MB/s',
    target: '>= 200',
    met: pipe.ours >= 200,
    comparedWith: { name: 'the same program piped straight into Node', value: pipe.plain },
  })

  const terminalBytes = 64 * MB
  const tty = { columns: 80, rows: 24 }
  const terminal = await throughput(
    terminalBytes,
    async () => drain(await channel.start({ command: ['sh', '-c', textLines(terminalBytes)], tty })),
    () => drainPlain('script', ['-qefc', textLines(terminalBytes), '/dev/null']),
  )
  report({
    name: 'attach/1: lines of text by terminal to another process',
    value: terminal.ours,
    unit: 'MB/s',
    target: '>= 50',
    met: terminal.ours >= 50,
    comparedWith: { name: 'the same in a terminal of script(1), piped into Node', value: terminal.plain },
  })

  const typed = await channel.start({ command: ['cat'], tty })
  const items = typed.output[Symbol.asyncIterator]()
  const ours = await echoes(
    (key) => void typed.write(Buffer.from(key)),
    async () => {
      const next = await items.next()
      if (next.done !== true) typed.acknowledge(next.value.stream, endOf(next.value))
    },
  )
  const plain = spawn('script', ['-qefc', 'cat', '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
  // The first key is answered when the terminal is there.
  plain.stdin.write('k')
  await once(plain.stdout, 'data')
  const beside = await echoes(
    (key) => void plain.stdin.write(key),
    () => once(plain.stdout, 'data'),
  )
  plain.kill('SIGKILL')
  await typed.signal(9)
  report({
    name: 'attach/1: from a key to its echo, 95 of 100',
    value: rounded(ours),
    unit: 'ms',
    target: '< 30',
    met: ours < 30,
    comparedWith: { name: 'a terminal of script(1) on this computer', value: rounded(beside) },
  })
} finally {
  channel.close()
  bench.close()
  await server.process.stop()
  await folder.remove()
}
