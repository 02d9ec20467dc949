import { expect, test } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import { Watchable } from '../watchable.ts'
import { keepAsking, pauseAfter } from './poll.ts'

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

interface World {
  readonly connections: Watchable<readonly Connection[]>
  readonly watched: Watchable<boolean>
  readonly rests: number[]
  readonly said: string[]
  /** Ends the present rest. */
  wake(): void
  asked: number
  answers: boolean
}

const connection: Connection = {
  id: 'lab',
  kind: 'server',
  name: 'Lab',
  address: 'https://lab.example.org',
  userId: 'mira',
  status: 'ready',
  skew: 0,
}

function begin(first: Connection, watched = true): { world: World; stop: () => Promise<void> } {
  const stop = new AbortController()
  const wakes: (() => void)[] = []
  const world: World = {
    connections: new Watchable<readonly Connection[]>([first]),
    watched: new Watchable(watched),
    rests: [],
    said: [],
    wake: () => wakes.shift()?.(),
    asked: 0,
    answers: true,
  }
  const polling = keepAsking(
    {
      connection: () => world.connections.value[0],
      connections: world.connections,
      watched: world.watched,
      sessions: {
        refresh: async () => {
          world.asked += 1
        },
        view: () => ({
          connectionId: 'lab',
          state: world.asked === 0 ? 'loading' : world.answers ? 'current' : 'stale',
          sessions: [],
        }),
        unreachable: ({ message }) => world.said.push(message),
      },
      rest: async (ms, signal) => {
        world.rests.push(ms)
        await new Promise<void>((resolve) => {
          wakes.push(resolve)
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      },
    },
    stop.signal,
  )
  return {
    world,
    stop: async () => {
      stop.abort()
      await polling
    },
  }
}

test('it asks, rests, and asks again; longer when there is no answer', async () => {
  const { world, stop } = begin(connection)
  await expect.poll(() => world.rests).toHaveLength(1)
  world.answers = false
  world.wake()
  await expect.poll(() => world.rests).toHaveLength(2)
  world.wake()
  await expect.poll(() => world.rests).toHaveLength(3)
  expect(world.asked).toBe(3)
  const [current = 0, once = 0, twice = 0] = world.rests
  expect(current).toBeGreaterThanOrEqual(20_000)
  expect(current).toBeLessThanOrEqual(22_000)
  expect(once).toBeGreaterThan(22_000)
  expect(twice).toBeGreaterThan(once)
  await stop()
})

test('a server that comes back is asked at once, other news costs nothing', async () => {
  const { world, stop } = begin({ ...connection, status: 'offline' })
  await expect.poll(() => world.rests).toHaveLength(1)
  world.connections.set([{ ...connection, status: 'offline', lastAnswerAt: 1 }])
  world.connections.set([connection])
  await expect.poll(() => world.asked).toBe(2)
  await stop()
})

test('nobody is asked while no window watches', async () => {
  const { world, stop } = begin(connection, false)
  world.connections.set([{ ...connection, lastAnswerAt: 1 }])
  await Promise.resolve()
  expect(world.asked).toBe(0)
  world.watched.set(true)
  await expect.poll(() => world.asked).toBe(1)
  await stop()
})

test('this computer is not asked while its server does not run, and the list says why', async () => {
  const local: Connection = { ...connection, id: 'local', kind: 'local', status: 'starting' }
  const { world, stop } = begin(local)
  const probe = { status: 'failed', cause: 'bubblewrap-missing', sentence: 'bubblewrap is missing.' } as const
  world.connections.set([{ ...local, status: 'failed', probe }])
  await expect.poll(() => world.said[0]).toBe('bubblewrap is missing.')
  expect(world.asked).toBe(0)
  world.connections.set([{ ...local, status: 'ready' }])
  await expect.poll(() => world.asked).toBe(1)
  await stop()
})

test('a local server that is started again makes the list old, however quickly it is back', async () => {
  const local: Connection = { ...connection, id: 'local', kind: 'local' }
  const { world, stop } = begin(local)
  await expect.poll(() => world.rests).toHaveLength(1)
  world.connections.set([{ ...local, status: 'starting' }])
  await expect.poll(() => world.said).toEqual(['It is being started again.'])
  world.connections.set([local])
  await expect.poll(() => world.asked).toBe(2)
  await stop()
})

test('the first start of a local server makes nothing old', async () => {
  const local: Connection = { ...connection, id: 'local', kind: 'local', status: 'starting' }
  const { world, stop } = begin(local)
  world.connections.set([{ ...local, status: 'ready' }])
  await expect.poll(() => world.asked).toBe(1)
  expect(world.said).toEqual([])
  await stop()
})
