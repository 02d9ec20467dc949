import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { ServerSession, SessionList } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'
import type { ExecResult } from '../api/wire.ts'
import { createLog } from '../log.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import type { FakeClock } from '../testing/fake-clock.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { Watchable } from '../watchable.ts'
import { pauseAfter } from './list-poll.ts'
import { Sessions } from './sessions.ts'

const minute = 60_000

test('an idle window asks a server at most three times a minute', () => {
  for (const chance of [0, 0.5, 1]) expect(pauseAfter(0, chance)).toBeGreaterThanOrEqual(20_000)
})

test('a server that does not answer is asked less and less, and at least once in 66 seconds', () => {
  const pauses = [1, 2, 3, 4, 5, 50].map((failures) => pauseAfter(failures, 0))
  expect(pauses[0]).toBeGreaterThan(20_000)
  expect([...pauses].sort((a, b) => a - b)).toEqual(pauses)
  expect(pauses.at(-1)).toBe(60_000)
  expect(pauseAfter(50, 1)).toBe(66_000)
})

const lab: Connection = {
  id: 'lab',
  kind: 'server',
  name: 'Lab',
  address: 'https://lab.example.org',
  userId: 'mira',
  status: 'ready',
  skew: 0,
}

const ranWell: ExecResult = { exitCode: 0, stdout: '', stderr: '', durationMs: 1, timedOut: false, truncated: false }

/** One connection, its sessions, and what its server was asked. */
class World {
  readonly clock: FakeClock = fakeClock()
  readonly scheduler = new Scheduler(this.clock, () => 0)
  readonly connections: Watchable<readonly Connection[]>
  readonly records = memoryRecords()
  readonly sessions: Sessions
  /** `list`, or `true` for the program. */
  readonly asked: string[] = []
  readonly used = new Map<string, number>()
  answers = true
  sandboxGone = false
  /** What the program answers. */
  result: ExecResult = ranWell
  /** ms by which the wall clock was set. */
  clockSetBy = 0
  listed: readonly ServerSession[] = []
  readonly #ended = new AbortController()

  constructor(connection: Connection, watched = true) {
    this.connections = new Watchable<readonly Connection[]>([connection])
    const { clock } = this
    // Of all the client only these are used here.
    const api = {
      listSessions: async () => {
        this.asked.push('list')
        if (!this.answers) throw fail('unavailable', 'Down.')
        return this.listed
      },
      executeShort: async ({ sandboxId, command }: { sandboxId: string; command: readonly string[] }) => {
        this.asked.push(command.join(' '))
        if (!this.answers) throw fail('offline', 'No answer.')
        if (this.sandboxGone) throw fail('gone', 'The sandbox is not on the server any more.')
        this.used.set(sandboxId, clock.now())
        return this.result
      },
    } as unknown as SandboxApi
    this.sessions = new Sessions(
      {
        connections: this.connections,
        source: () => ({
          id: 'lab',
          api,
          userId: 'mira',
          now: () => clock.now() + this.clockSetBy,
          usedAt: (id) => this.used.get(id),
          unusedFor: (id) => clock.now() - (this.used.get(id) ?? Number.NEGATIVE_INFINITY),
        }),
      },
      this.records.sessions,
      createLog(() => undefined),
      this.scheduler,
    )
    if (watched) void this.#watch()
  }

  async #watch(): Promise<void> {
    for await (const _ of this.sessions.watch(this.#ended.signal));
  }

  show(): () => void {
    const hidden = new AbortController()
    void this.scheduler.attention.attend(true, hidden.signal).next()
    return () => hidden.abort()
  }

  list(): SessionList | undefined {
    return this.sessions.of('lab').view()
  }

  row() {
    return this.list()?.sessions[0]
  }

  count(what: string): number {
    return this.asked.filter((one) => one === what).length
  }

  close(): void {
    this.#ended.abort()
    this.sessions.close()
    this.scheduler.close()
  }
}

let world: World
beforeEach(() => {
  world = new World(lab)
})
afterEach(() => world.close())

function begin(connection: Connection, watched = true): World {
  world.close()
  world = new World(connection, watched)
  return world
}

test('it asks, rests, and asks again; longer when there is no answer', async () => {
  world.show()
  await world.clock.advance(0)
  expect(world.asked).toHaveLength(1)
  await world.clock.advance(19_999)
  expect(world.asked).toHaveLength(1)
  world.answers = false
  await world.clock.advance(1)
  expect(world.asked).toHaveLength(2)
  await world.clock.advance(20_000)
  expect(world.asked).toHaveLength(2)
  await world.clock.advance(5_000)
  expect(world.asked).toHaveLength(3)
  await world.clock.advance(60 * minute)
  expect(world.asked.length).toBeLessThan(3 + 64)
})

test('a server that comes back is asked at once, other news costs nothing', async () => {
  const { clock, connections } = begin({ ...lab, status: 'offline' })
  world.answers = false
  world.show()
  await clock.advance(0)
  expect(world.asked).toHaveLength(1)
  connections.set([{ ...lab, status: 'offline', lastAnswerAt: 1 }])
  await clock.advance(1_000)
  expect(world.asked).toHaveLength(1)
  world.answers = true
  connections.set([lab])
  await clock.advance(0)
  expect(world.asked).toHaveLength(2)
})

test('nobody is asked while no window watches, or while none is visible', async () => {
  const { clock } = begin(lab, false)
  world.show()
  await clock.advance(minute)
  expect(world.asked).toEqual([])
  const watched = begin(lab)
  await watched.clock.advance(minute)
  expect(watched.asked).toEqual([])
  const hide = watched.show()
  await watched.clock.advance(0)
  expect(watched.asked).toHaveLength(1)
  hide()
  await watched.clock.advance(60 * minute)
  expect(watched.asked).toHaveLength(1)
})

test('this computer is not asked while its server does not run, and the list says why', async () => {
  const local: Connection = { ...lab, kind: 'local', status: 'starting' }
  const { clock, connections } = begin(local)
  world.show()
  const probe = { status: 'failed', cause: 'bubblewrap-missing', sentence: 'bubblewrap is missing.' } as const
  connections.set([{ ...local, status: 'failed', probe }])
  await clock.advance(minute)
  expect(world.list()?.error?.message).toBe('bubblewrap is missing.')
  expect(world.asked).toEqual([])
  connections.set([{ ...local, status: 'ready' }])
  await clock.advance(0)
  expect(world.asked).toHaveLength(1)
})

test('a local server that is started again makes the list old, however quickly it is back', async () => {
  const local: Connection = { ...lab, kind: 'local' }
  const { clock, connections } = begin(local)
  world.show()
  await clock.advance(0)
  connections.set([{ ...local, status: 'starting' }])
  await clock.advance(0)
  expect(world.list()).toMatchObject({ state: 'stale', error: { message: 'It is being started again.' } })
  connections.set([local])
  await clock.advance(0)
  expect(world.asked).toHaveLength(2)
})

test('the first start of a local server makes nothing old', async () => {
  const local: Connection = { ...lab, kind: 'local', status: 'starting' }
  const { clock, connections } = begin(local)
  world.show()
  await clock.advance(0)
  expect(world.list()).toMatchObject({ state: 'loading' })
  connections.set([{ ...local, status: 'ready' }])
  await clock.advance(0)
  expect(world.list()).toMatchObject({ state: 'current' })
})

test('a server without its token is not asked', async () => {
  const { clock } = begin({
    ...lab,
    status: 'refused',
    token: { kept: 'missing' },
    error: { code: 'auth', message: 'Paste.' },
  })
  world.show()
  await clock.advance(minute)
  expect(world.asked).toEqual([])
  expect(world.list()?.error).toMatchObject({ code: 'auth' })
})

const ref = { connectionId: 'lab', sessionId: 's-1' }

function session(now: number): ServerSession {
  return {
    id: 's-1',
    userId: 'mira',
    status: 'active',
    sandboxId: 'ab12cd34',
    image: '',
    cpuCount: 2,
    memoryMb: 2048,
    createdAt: now,
    updatedAt: now,
    lastActiveAt: now,
    expiresAt: now + 24 * 60 * minute,
    metadata: {},
  }
}

/** A session that was seen by a visible window, which is hidden then. */
async function seen(): Promise<World> {
  world.listed = [session(world.clock.now())]
  const hide = world.show()
  await world.clock.advance(0)
  hide()
  world.asked.length = 0
  return world
}

test('looking keeps nothing alive', async () => {
  const { clock } = await seen()
  world.show()
  await clock.advance(3 * 60 * minute)
  expect(world.count('true')).toBe(0)
})

test('a session that is kept alive costs one trivial program in 25 minutes, hidden too, and nothing after its time', async () => {
  const { clock, sessions } = await seen()
  await sessions.keepAlive(ref, clock.now() + 3 * 60 * minute)
  await clock.advance(0)
  expect(world.asked).toEqual(['true'])
  expect(world.row()).toMatchObject({
    keepAliveUntil: clock.now() + 3 * 60 * minute,
    reclaimAt: clock.now() + 60 * minute,
  })
  await clock.advance(25 * minute - 1)
  expect(world.asked).toHaveLength(1)
  await clock.advance(31_000)
  expect(world.asked).toHaveLength(2)
  await clock.advance(3 * 60 * minute)
  expect(world.count('true')).toBe(8)
  expect(world.count('list')).toBe(0)
  await clock.advance(24 * 60 * minute)
  expect(world.count('true')).toBe(8)
  expect(world.row()).not.toHaveProperty('keepAliveUntil')
})

test('where somebody works in the sandbox anyway nothing is added', async () => {
  const { clock, sessions, used } = await seen()
  used.set('ab12cd34', clock.now())
  await sessions.keepAlive(ref, clock.now() + 10 * 60 * minute)
  for (let quarter = 0; quarter < 12; quarter += 1) {
    await clock.advance(15 * minute)
    used.set('ab12cd34', clock.now())
  }
  expect(world.asked).toEqual([])
  await clock.advance(26 * minute)
  expect(world.asked).toEqual(['true'])
})

test('a server that does not answer is tried again within the hour', async () => {
  const { clock, sessions } = await seen()
  await sessions.keepAlive(ref, clock.now() + 10 * 60 * minute)
  await clock.advance(0)
  world.answers = false
  await clock.advance(55 * minute)
  expect(world.count('true')).toBeGreaterThanOrEqual(5)
  world.answers = true
  await clock.advance(11 * minute)
  const asked = world.count('true')
  await clock.advance(13 * minute)
  expect(world.count('true')).toBe(asked)
})

test('a sandbox that is gone is said, and the switch can be turned off', async () => {
  const { clock, sessions } = await seen()
  world.sandboxGone = true
  await sessions.keepAlive(ref, clock.now() + 10 * 60 * minute)
  await clock.advance(0)
  expect(world.row()).toMatchObject({ problem: { code: 'gone' } })
  await sessions.keepAlive(ref, null)
  const asked = world.asked.length
  await clock.advance(2 * 60 * minute)
  expect(world.asked).toHaveLength(asked)
})

test('a dead sandbox that answers all the same is said, and is not told to be kept alive', async () => {
  const { clock, sessions, records } = await seen()
  await sessions.keepAlive(ref, clock.now() + 10 * 60 * minute)
  await clock.advance(0)
  expect(world.row()).toHaveProperty('keepAliveUntil')
  world.result = { ...ranWell, error: 'failed to create exec: container is not running' }
  await clock.advance(26 * minute)
  expect(world.row()).toMatchObject({ problem: { code: 'gone' } })
  expect(world.row()).not.toHaveProperty('keepAliveUntil')
  expect(await records.sessions.list('lab')).not.toContainEqual(
    expect.objectContaining({ keepAliveUntil: expect.anything() }),
  )
  const asked = world.asked.length
  await clock.advance(3 * 60 * minute)
  expect(world.asked).toHaveLength(asked)
})

test('an answer that says nothing of the program is no use of the sandbox: it is tried again soon', async () => {
  const { clock, sessions } = await seen()
  world.result = { ...ranWell, exitCode: -1, error: 'stream closed' }
  await sessions.keepAlive(ref, clock.now() + 10 * 60 * minute)
  await clock.advance(10 * minute)
  expect(world.count('true')).toBeGreaterThanOrEqual(4)
  expect(world.row()).toHaveProperty('keepAliveUntil')
  world.result = ranWell
  await clock.advance(11 * minute)
  const asked = world.count('true')
  await clock.advance(13 * minute)
  expect(world.count('true')).toBe(asked)
})

test('a clock that is set back by an hour delays nothing that keeps a sandbox alive', async () => {
  const { clock, sessions } = await seen()
  await sessions.keepAlive(ref, clock.now() + 10 * 60 * minute)
  await clock.advance(20 * minute)
  expect(world.count('true')).toBe(1)
  world.clockSetBy = -60 * minute
  await clock.advance(60 * minute)
  expect(world.count('true')).toBe(4)
})

test('nothing is kept alive beyond its end, or without a sandbox', async () => {
  const { clock, sessions } = await seen()
  const end = session(clock.now()).expiresAt
  await expect(sessions.keepAlive(ref, end + 1)).rejects.toMatchObject({ code: 'refused' })
  const { sandboxId: _none, ...without } = session(clock.now())
  world.listed = [without]
  await sessions.of('lab').refresh()
  await expect(sessions.keepAlive(ref, end)).rejects.toMatchObject({ code: 'refused' })
  await sessions.keepAlive(ref, null)
})
