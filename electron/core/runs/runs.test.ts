import { afterEach, beforeEach, expect, test } from 'vitest'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import { labelOf } from '../../../shared/domain/outcome.ts'
import type { NewRun, OutputPiece, Run } from '../../../shared/domain/run.ts'
import { SandboxApi } from '../api/client.ts'
import type { SandboxOf } from '../api/sandbox.ts'
import { createLog } from '../log.ts'
import type { Answer, LyingServer, Received } from '../testing/lying-server.ts'
import { startLyingServer } from '../testing/lying-server.ts'
import type { MemoryRecords } from '../testing/memory-records.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { firstThat } from '../testing/start-core.ts'
import type { RunSurroundings } from './invocation.ts'
import { marker } from './invocation.ts'
import { Runs } from './runs.ts'

const ending: (() => Promise<void>)[] = []
let surroundingsOf: () => Promise<RunSurroundings>
let runs: Runs
/** The runs of another start of the application, on the same records. */
let start: () => Runs
let server: LyingServer
/** What the person's program is answered, and what our helper programs are. */
let program: Answer
let helper: Answer
let sandboxOf: SandboxOf
let records: MemoryRecords
const written: string[] = []
const removed: string[] = []

const session = { connectionId: localConnectionId, sessionId: 's-1' }
const command: NewRun = { kind: 'command', session, command: 'make', limit: 20 }
const answer = (over: object = {}) => ({
  body: { exit_code: 0, stdout: '', stderr: '', duration_ms: 1, timed_out: false, ...over },
})
const bodyOf = ({ body }: Received) => JSON.parse(body) as Record<string, unknown> & { env?: Record<string, string> }

beforeEach(async () => {
  surroundingsOf = async () => ({ env: {} })
  records = memoryRecords()
  program = () => answer()
  helper = () => answer({ stdout: '0\n' })
  written.length = 0
  removed.length = 0
  server = await startLyingServer((request) => {
    if (request.path !== '/api/v1/execute') return undefined
    return bodyOf(request).env?.[marker] === undefined ? helper(request) : program(request)
  })
  const api = new SandboxApi(
    { origin: server.origin },
    { userId: 'mira', role: 'user' },
    { answered: () => undefined, succeeded: () => undefined, failed: () => undefined },
  )
  sandboxOf = () => ({ api, id: 'abcd1234' })
  start = () =>
    new Runs({
      sandboxOf: (ref) => sandboxOf(ref),
      apiOf: () => api,
      codeFiles: {
        write: async (_, { path }) => {
          written.push(path)
        },
        remove: async (_, path) => {
          removed.push(path)
        },
      },
      records: records.runs,
      surroundingsOf: async () => await surroundingsOf(),
      connectionsLoaded: Promise.resolve(),
      isWatched: () => true,
      log: createLog(() => undefined),
      limits: { runs: 5, outputBytes: 100_000 },
    })
  runs = start()
  ending.push(
    async () => await server.close(),
    async () => await api.close(),
  )
})

afterEach(async () => {
  runs.close()
  for (const end of ending.splice(0).reverse()) await end()
})

const forever = new AbortController().signal

async function reaches(run: Run, holds: (run: Run) => boolean): Promise<Run> {
  const all = await firstThat(runs.watch(run.session, forever), (list) =>
    list.some((present) => present.id === run.id && holds(present)),
  )
  const found = all.find(({ id }) => id === run.id)
  if (!found) throw new Error('The run is not there.')
  return found
}

const settled = async (run: Run) => await reaches(run, ({ state }) => state.name === 'settled')

async function output(run: Run): Promise<OutputPiece[]> {
  const pieces: OutputPiece[] = []
  for await (const piece of runs.output(run.id, forever)) pieces.push(piece)
  return pieces
}

test('a command goes to bash as it is typed, marked and in colour', async () => {
  await settled(runs.start({ ...command, command: `echo "$HOME" 'x'`, cwd: '/tmp' }))
  const asked = server.received.find(({ path }) => path === '/api/v1/execute')
  expect(asked && bodyOf(asked)).toMatchObject({
    sandbox_id: 'abcd1234',
    command: ['bash', '-c', `echo "$HOME" 'x'`],
    work_dir: '/tmp',
    timeout: 20,
    env: { TERM: 'xterm-256color', LANG: 'C.UTF-8', FORCE_COLOR: '1', CLICOLOR_FORCE: '1' },
  })
})

const code: NewRun = {
  kind: 'code',
  session,
  title: 'a.py',
  language: 'python',
  code: 'print(1)',
  limit: 20,
  sourceHash: 'a'.repeat(64),
  documentId: 'scratch:1',
}

test('a command keeps its console and its folder, for the console of the next start too', async () => {
  const here = { consoleId: 'first', cwd: '/workspace/data' }
  expect(await settled(runs.start({ ...command, ...here }))).toMatchObject(here)
  await runs.kept()
  const [kept] = await firstThat(start().watch(session, forever), ({ length }) => length > 0)
  expect(kept).toMatchObject({ title: 'make', ...here })
})

test('code goes as code, with its hash and document kept', async () => {
  const run = await settled(runs.start(code))
  expect(run).toMatchObject({ kind: 'code', title: 'a.py', sourceHash: 'a'.repeat(64), documentId: 'scratch:1' })
  const asked = server.received.find(({ path }) => path === '/api/v1/execute')
  expect(asked && bodyOf(asked)).toMatchObject({ code: 'print(1)', language: 'python' })
  expect(written).toEqual([])
})

test('a part of a document is sent below empty lines, so that a traceback counts as the document does', async () => {
  const part = { firstLine: 4, lastLine: 4, cells: { first: 2, of: 3, hashes: ['a'.repeat(16)] } }
  const run = await settled(runs.start({ ...code, part }))
  const asked = server.received.find(({ path }) => path === '/api/v1/execute')
  expect(asked && bodyOf(asked)).toMatchObject({ code: '\n\n\nprint(1)', language: 'python' })
  expect(run.part).toEqual(part)
})

test.each([
  ['too long for an argument', '#'.repeat(100_001)],
  ['of many bytes', '#€'.repeat(30_000)],
  ['empty', ''],
])('code %s goes through a file, which is removed afterwards', async (_, text) => {
  const run = await settled(runs.start({ ...code, code: text }))
  const path = `/tmp/cloud-sandbox-${run.id}.py`
  const asked = server.received.find(({ path }) => path === '/api/v1/execute')
  expect(asked && bodyOf(asked)).toMatchObject({ command: ['python3', path] })
  expect(written).toEqual([path])
  await expect.poll(() => removed).toEqual([path])
})

test('output comes in pieces of at most 64 KiB, stdout first, each stream with its offsets', async () => {
  program = () => answer({ stdout: 'o'.repeat(70_000), stderr: 'é' })
  const pieces = await output(runs.start(command))
  expect(pieces.map(({ stream, offset, bytes }) => [stream, offset, bytes.byteLength])).toEqual([
    ['stdout', 0, 65_536],
    ['stdout', 65_536, 70_000 - 65_536],
    ['stderr', 0, 2],
  ])
})

test('a session without a sandbox refuses the run, a vanished one says sandbox-gone', async () => {
  sandboxOf = () => {
    throw fail('refused', 'The session is paused.')
  }
  const refused = await settled(runs.start(command))
  expect(labelOf(refused.state)).toBe('refused')
  expect(refused.state).toMatchObject({ facts: { error: { message: 'The session is paused.' } } })
  sandboxOf = () => {
    throw fail('gone', 'The session has expired.')
  }
  expect(labelOf((await settled(runs.start(command))).state)).toBe('sandbox-gone')
  expect(server.received).toEqual([])
})

test('a sandbox that the server no longer has is gone', async () => {
  program = () => ({ status: 404, body: 'Sandbox not found\n' })
  expect(labelOf((await settled(runs.start(command))).state)).toBe('sandbox-gone')
})

test('a server that cannot be reached has started nothing', async () => {
  await server.close()
  ending.shift()
  const run = await settled(runs.start(command))
  expect(run.state).toMatchObject({ facts: { error: { code: 'offline' } } })
})

test.each([
  [3, true],
  [0, false],
])('at its limit it is looked whether it runs on: %i processes', async (count, stillRunning) => {
  program = () => answer({ timed_out: true, stdout: 'so far' })
  helper = () => answer({ stdout: `${count}\n` })
  const run = await settled(runs.start(command))
  expect(labelOf(run.state)).toBe('timed-out')
  expect(run.state).toMatchObject({ facts: { killedBy: 'limit', stillRunning } })
})

test('stop: a program that runs on behind its limit is ended, and the run says so then', async () => {
  let count = 2
  program = () => answer({ timed_out: true })
  helper = (request) => {
    const said = answer({ stdout: `${count}\n` })
    if ((bodyOf(request).command as string[])[6] === '9') count = 0
    return said
  }
  const run = await settled(runs.start(command))
  expect(run.state).toMatchObject({ facts: { stillRunning: true } })
  await runs.stop(run.id)
  const over = await reaches(run, ({ state }) => state.name === 'settled' && state.facts.stillRunning === false)
  expect(labelOf(over.state)).toBe('timed-out')
})

test('at its limit, when nobody can look, it is taken to run on', async () => {
  program = () => answer({ timed_out: true })
  helper = () => answer({ exit_code: 127 })
  expect((await settled(runs.start(command))).state).toMatchObject({ facts: { stillRunning: true } })
})

test('a lost answer is unknown, then says that it still runs, then that it has ended', async () => {
  let count = 1
  program = () => 'hang up'
  helper = () => answer({ stdout: `${count}\n` })
  const run = runs.start(command)
  const still = await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === true)
  expect(labelOf(still.state)).toBe('connection-lost')
  count = 0
  const ended = await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === false)
  expect(labelOf(ended.state)).toBe('connection-lost')
  expect(await output(run)).toEqual([])
})

test('what a server hands over of a program that it lost is kept, on disk too', async () => {
  program = () => answer({ exit_code: -1, stdout: 'so far\n', stderr: 'oh\n', error: 'exec inspect failed' })
  helper = () => answer({ stdout: '1\n' })
  const run = runs.start(command)
  const still = await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === true)
  expect(still).toMatchObject({ stdoutBytes: 7, stderrBytes: 3 })
  // Nothing more will come of it: it is there while the run is looked up.
  const texts = async () => (await output(run)).map(({ bytes }) => Buffer.from(bytes).toString())
  expect(await texts()).toEqual(['so far\n', 'oh\n'])
  helper = () => answer({ stdout: '0\n' })
  const ended = await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === false)
  expect(ended.state).toMatchObject({
    error: { message: expect.stringContaining('It has ended; how, and whether it printed more, is not known.') },
  })
  runs.close()
  await runs.kept()
  runs = start()
  await reaches(run, ({ stdoutBytes }) => stdoutBytes === 7)
  expect(await texts()).toEqual(['so far\n', 'oh\n'])
})

test('a lost answer of a sandbox that vanished is sandbox-gone', async () => {
  program = () => 'hang up'
  helper = () => ({ status: 404, body: 'Sandbox not found\n' })
  expect(labelOf((await settled(runs.start(command))).state)).toBe('sandbox-gone')
})

test('stop: asks the processes to end, ends them after a while, and the person is believed', async () => {
  const helpers: unknown[] = []
  let end = (): void => undefined
  program = async () => {
    await new Promise<void>((resolve) => {
      end = resolve
    })
    return answer({ exit_code: 143 })
  }
  helper = (request) => {
    helpers.push((bodyOf(request).command as string[]).slice(5))
    return answer({ stdout: '2\n' })
  }
  const run = runs.start(command)
  await expect.poll(() => server.received.filter(({ path }) => path.endsWith('/execute')).length).toBe(1)
  await runs.stop(run.id)
  expect((await reaches(run, ({ state }) => state.name === 'running')).state).toHaveProperty('stoppingSince')
  end()
  const over = await settled(run)
  expect(labelOf(over.state)).toBe('stopped')
  expect(over.state).toMatchObject({ facts: { killedBy: 'person', exitCode: 143, signal: 15 } })
  await expect
    .poll(() => helpers)
    .toEqual([
      [run.id, '15', '0'],
      [run.id, '9', '5'],
      [run.id, '0', '0'],
    ])
})

test('stop: a run whose processes were not there any more keeps its own end', async () => {
  let end = (): void => undefined
  program = async () => {
    await new Promise<void>((resolve) => {
      end = resolve
    })
    return answer({ exit_code: 3 })
  }
  const run = runs.start(command)
  await expect.poll(() => server.received.filter(({ path }) => path.endsWith('/execute')).length).toBe(1)
  await runs.stop(run.id)
  end()
  expect(labelOf((await settled(run)).state)).toBe('failed')
})

test('stop: without Python in the sandbox it says so, and the run goes on', async () => {
  program = () => 'silence'
  helper = () => answer({ exit_code: 127 })
  const run = runs.start(command)
  await expect.poll(() => server.received.filter(({ path }) => path.endsWith('/execute')).length).toBe(1)
  await expect(runs.stop(run.id)).rejects.toMatchObject({ code: 'unsupported' })
  expect((await reaches(run, ({ state }) => state.name === 'running')).state).not.toHaveProperty('stoppingSince')
})

test('more runs than a server takes at once are queued, and one of those is stopped without being started', async () => {
  program = () => 'silence'
  const first = Array.from({ length: 4 }, () => runs.start(command))
  const queued = runs.start(command)
  await Promise.all(first.map(async (run) => await reaches(run, ({ state }) => state.name === 'running')))
  expect((await reaches(queued, () => true)).state.name).toBe('queued')
  await runs.stop(queued.id)
  expect(labelOf((await settled(queued)).state)).toBe('stopped')
})

test('a session that a person ends stops its runs', async () => {
  let end = (): void => undefined
  program = async () => {
    await new Promise<void>((resolve) => {
      end = resolve
    })
    return answer({ exit_code: -1, error: 'the sandbox ended before the program did' })
  }
  const run = runs.start(command)
  await expect.poll(() => server.received.filter(({ path }) => path.endsWith('/execute')).length).toBe(1)
  runs.sessionEnds(session)
  end()
  expect(labelOf((await settled(run)).state)).toBe('stopped')
})

test('code that is too long to run is refused with the limit, before anything is sent', () => {
  const code = 'x'.repeat(8 * 1024 * 1024 + 1)
  const hash = { sourceHash: '0'.repeat(64), documentId: 'scratch:1' }
  const wanted = { kind: 'code', session, title: 'big', language: 'python', code, limit: 10, ...hash } as const
  expect(() => runs.start(wanted)).toThrow(expect.objectContaining({ code: 'too-large' }))
  expect(server.received.filter(({ path }) => path.endsWith('/execute'))).toEqual([])
})

test('old output goes from memory and is read from disk; old runs leave the list', async () => {
  program = () => answer({ stdout: 'x'.repeat(60_000), stderr: 'warned' })
  const first = await settled(runs.start(command))
  const second = await settled(runs.start(command))
  await runs.kept()
  expect((await output(first)).map(({ stream, bytes }) => [stream, bytes.byteLength])).toEqual([
    ['stdout', 60_000],
    ['stderr', 6],
  ])
  expect(await output(second)).toHaveLength(2)
  for (let i = 0; i < 4; i += 1) await settled(runs.start(command))
  const left = await firstThat(runs.watch(session, forever), () => true)
  expect(left).toHaveLength(5)
  await expect(runs.stop(first.id)).rejects.toMatchObject({ code: 'not-found' })
  expect(await records.runs.get(first.id)).toMatchObject({ run: first, sandboxId: 'abcd1234' })
})

test('output that the disk does not take stays in memory, and is kept when there is room again', async () => {
  let full = true
  const { append } = records.runs
  records.runs.append = async (...input) => {
    if (full) throw fail('unavailable', 'The disk of this computer is full.')
    await append(...input)
  }
  program = () => answer({ stdout: 'x'.repeat(60_000) })
  const all: Run[] = []
  for (let i = 0; i < 5; i += 1) all.push(await settled(runs.start(command)))
  for (const run of all) expect(await output(run)).toHaveLength(1)
  full = false
  await runs.kept()
  for (const { id } of all) expect(await records.runs.get(id)).toMatchObject({ run: { stdoutBytes: 60_000 } })
  for (const run of all) expect(await output(run)).toHaveLength(1)
})

test('output that never gets to the disk is given up at last, and said to be', async () => {
  records.runs.append = async () => {
    throw fail('unavailable', 'The disk of this computer is full.')
  }
  program = () => answer({ stdout: 'x'.repeat(150_000) })
  const first = await settled(runs.start(command))
  for (let i = 0; i < 2; i += 1) await settled(runs.start(command))
  const [kept] = await firstThat(runs.watch(session, forever), () => true)
  expect(kept).toMatchObject({ stdoutBytes: 0, state: { facts: { output: { kind: 'cut', kept: 0, lost: 150_000 } } } })
  expect(await output(first)).toEqual([])
})

test('a run that printed more than may be kept says so on disk, and is whole on the screen', async () => {
  records.runs.append = async () => {
    throw fail('too-large', 'A run keeps at most 512 MiB of its output.')
  }
  program = () => answer({ stdout: 'x'.repeat(350_000) })
  const run = await settled(runs.start(command))
  await runs.kept()
  expect(await records.runs.get(run.id)).toMatchObject({
    run: { stdoutBytes: 0, state: { facts: { output: { kind: 'cut', kept: 0, lost: 350_000 } } } },
  })
  expect((await output(run)).reduce((sum, { bytes }) => sum + bytes.byteLength, 0)).toBe(350_000)
})

test('after a start anew, runs of a session and what they printed are there, and those made since behind them', async () => {
  program = () => answer({ exit_code: 3, stdout: 'printed', stderr: 'failed' })
  const before = await settled(runs.start(code))
  await runs.kept()
  runs.close()
  runs = start()
  const list = await firstThat(runs.watch(session, forever), ({ length }) => length > 0)
  expect(list).toEqual([before])
  expect((await output(before)).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['printed', 'failed'])
  const after = await settled(runs.start(command))
  const both = await firstThat(runs.watch(session, forever), () => true)
  expect(both.map(({ id }) => id)).toEqual([before.id, after.id])
  expect(await records.runs.search({ text: 'print', limit: 5 })).toHaveLength(2)
})

/** Begins a run, waits until it is on disk as running, and starts anew. */
async function startAnewUnder(): Promise<Run> {
  const run = runs.start(command)
  await expect.poll(() => records.kept.runs.get(run.id)?.kept.run.state.name).toBe('running')
  runs.close()
  await runs.kept()
  runs = start()
  return run
}

test('a run that was under way is unknown after a start anew, until it was looked up', async () => {
  let count = 1
  program = () => 'silence'
  helper = () => answer({ stdout: `${count}\n` })
  const run = await startAnewUnder()
  const still = await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === true)
  expect(labelOf(still.state)).toBe('connection-lost')
  expect(runs.active).toBe(0)
  count = 0
  const ended = await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === false)
  expect(ended.state).toMatchObject({
    error: { message: 'The application ended while it ran. It has ended; how, and what it printed, is not known.' },
  })
  // It is not looked up once more.
  await runs.kept()
  expect(await records.runs.unsettled()).toEqual([])
})

test('a run that was under way in a sandbox that vanished meanwhile is sandbox-gone', async () => {
  program = () => 'silence'
  helper = () => ({ status: 404, body: 'Sandbox not found\n' })
  const run = await startAnewUnder()
  expect(labelOf((await settled(run)).state)).toBe('sandbox-gone')
})

test('a run that was under way can be stopped after a start anew', async () => {
  let count = 1
  program = () => 'silence'
  helper = () => answer({ stdout: `${count}\n` })
  const run = await startAnewUnder()
  await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === true)
  await runs.stop(run.id)
  count = 0
  expect(labelOf((await settled(run)).state)).toBe('stopped')
})

test('a program that ran on behind its limit is looked at after a start anew, and can be stopped then', async () => {
  let count = 2
  program = () => answer({ timed_out: true })
  helper = (request) => {
    const said = answer({ stdout: `${count}\n` })
    if ((bodyOf(request).command as string[])[6] === '9') count = 0
    return said
  }
  const run = await settled(runs.start(command))
  await runs.kept()
  runs.close()
  runs = start()
  expect((await reaches(run, () => true)).state).toMatchObject({ facts: { stillRunning: true } })
  await expect.poll(async () => await runs.stop(run.id).then(() => count)).toBe(0)
  await reaches(run, ({ state }) => state.name === 'settled' && state.facts.stillRunning === false)
  await runs.kept()
  expect(await records.runs.get(run.id)).toMatchObject({ run: { state: { facts: { stillRunning: false } } } })
})

test('a program that ran on and ended while the application was away is said to have ended', async () => {
  program = () => answer({ timed_out: true })
  helper = () => answer({ stdout: '1\n' })
  const run = await settled(runs.start(command))
  await runs.kept()
  runs.close()
  helper = () => answer({ stdout: '0\n' })
  runs = start()
  await reaches(run, ({ state }) => state.name === 'settled' && state.facts.stillRunning === false)
})

test('what was on disk of a run whose end was not is shown, and its end is unknown', async () => {
  program = () => answer({ stdout: 'whole output' })
  const { put } = records.runs
  // The application is killed after the output was kept, before the end was.
  records.runs.put = async (kept) => {
    if (kept.run.state.name === 'settled') throw fail('cancelled', 'Killed.')
    await put(kept)
  }
  const run = await settled(runs.start(command))
  await runs.kept()
  records.runs.put = put
  runs.close()
  runs = start()
  const ended = await reaches(run, ({ state }) => state.name === 'unknown' && state.stillRunning === false)
  expect(ended).toMatchObject({ stdoutBytes: 12, state: { error: { code: 'outcome-unknown' } } })
  expect((await output(run)).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['whole output'])
})

test('a run whose output was given up says so after a start anew, and at a reading', async () => {
  program = () => answer({ stdout: 'x'.repeat(90_000) })
  const first = await settled(runs.start(command))
  const second = await settled(runs.start(command))
  await runs.kept()
  await records.storage.freeOutputs()
  // The first is on disk alone by now, and finds nothing there.
  expect(await output(first)).toEqual([])
  const cut = { stdoutBytes: 0, state: { facts: { output: { kind: 'cut', kept: 0, lost: 90_000 } } } }
  expect(await reaches(first, ({ stdoutBytes }) => stdoutBytes === 0)).toMatchObject(cut)
  await runs.kept()
  runs.close()
  runs = start()
  expect(await reaches(second, () => true)).toMatchObject(cut)
})

test('a run of another session is not in the list', async () => {
  await settled(runs.start(command))
  const other = { ...session, sessionId: 's-2' }
  expect(await firstThat(runs.watch(other, forever), () => true)).toEqual([])
})

test('a run begins in the folder and with the variables of its session; a command of a console in its own folder', async () => {
  surroundingsOf = async () => ({ workDir: '/workspace/data', env: { API_KEY: 'hunter2', TERM: 'dumb' } })
  const seen: Received[] = []
  program = (request) => {
    seen.push(request)
    return answer()
  }
  const code = { kind: 'code', session, title: 'a.py', language: 'python', code: 'print(1)', limit: 20 } as const
  await settled(runs.start({ ...code, sourceHash: 'a'.repeat(64), documentId: 'scratch:1' }))
  await settled(runs.start({ ...command, cwd: '/tmp' }))
  const bodies = seen.map(bodyOf)
  expect(bodies.map(({ work_dir: folder }) => folder)).toEqual(['/workspace/data', '/tmp'])
  for (const { env } of bodies) expect(env).toMatchObject({ API_KEY: 'hunter2', TERM: 'dumb', LANG: 'C.UTF-8' })
})

test('a run whose secret cannot be had never starts, and says why', async () => {
  let asked = 0
  program = () => {
    asked += 1
    return answer()
  }
  surroundingsOf = async () => {
    throw fail('refused', 'The secret API_KEY is not here any more. Give it again.')
  }
  const run = await settled(runs.start(command))
  expect(labelOf(run.state)).toBe('refused')
  expect(run.state).toMatchObject({ facts: { error: { message: expect.stringContaining('API_KEY') } } })
  expect(asked).toBe(0)
})
