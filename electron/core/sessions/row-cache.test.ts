import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import { compareSessions } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'
import { createLog } from '../log.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { ConnectionSessions } from './session-list.ts'

const start = 1_800_000_000_000
const hour = 3_600_000

const session = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  userId: fc.constantFrom('mira', 'theo'),
  status: fc.constantFrom('active' as const, 'paused' as const),
  image: fc.constant('python:3.11-slim'),
  cpuCount: fc.constant(2),
  memoryMb: fc.constant(2048),
  createdAt: fc.nat(3),
  updatedAt: fc.constant(0),
  lastActiveAt: fc.nat(2),
  expiresAt: fc.integer({ min: 0, max: 4 }).map((hours) => start + hours * hour + 2),
  metadata: fc.constantFrom({}, { name: 'theirs' }),
  sandboxId: fc.constantFrom('s1', 's2'),
})
const listed = fc.uniqueArray(session, { selector: ({ id }) => id })
const id = fc.constantFrom('a', 'b', 'c', 'd')
const progress = { id: 'w', workflow: 'pause', step: 1, of: 2, words: 'runs' } as const

/** All that can happen to a list, each as what it does. */
const event = fc.oneof(
  listed.map((sessions) => ({ name: 'answer', run: (world: World) => world.refresh(sessions) })),
  fc.constant({ name: 'no answer', run: (world: World) => world.refresh(undefined) }),
  fc.constant({
    name: 'unreachable',
    run: async ({ list }: World) => list.unreachable({ code: 'offline', message: 'Down.' }),
  }),
  session.map((one) => ({ name: `server says ${one.id}`, run: async ({ list }: World) => list.noteServer(one) })),
  id.map((one) => ({ name: `gone ${one}`, run: async ({ list }: World) => list.noteGone(one) })),
  id.map((one) => ({ name: `progress of ${one}`, run: async ({ list }: World) => list.note(one, { progress }) })),
  id.map((one) => ({ name: `end of ${one}`, run: async ({ list }: World) => list.note(one, {}) })),
  id.map((one) => ({
    name: `making ${one}`,
    run: async ({ list }: World) => list.noteMaking(`making ${one}`, { id: `making ${one}`, name: one, progress }),
  })),
  id.map((one) => ({ name: `not making ${one}`, run: async ({ list }: World) => list.noteMaking(one, undefined) })),
  session.map((one) => ({ name: `made ${one.id}`, run: async ({ list }: World) => list.noteMade('making a', one) })),
  id.map((one) => ({ name: `forget ${one}`, run: async ({ list }: World) => await list.forget(ref(one)) })),
  id.map((one) => ({ name: `delete ${one}`, run: async ({ list }: World) => await list.noteDeleted(ref(one)) })),
  id.map((one) => ({ name: `label ${one}`, run: async ({ list }: World) => await list.label(ref(one), ['x']) })),
  id.map((one) => ({
    name: `keep ${one}`,
    run: async (world: World) => await world.list.keepAlive(ref(one), world.now + hour + 2),
  })),
  fc.integer({ min: 0, max: 2 }).map((hours) => ({
    name: `${hours} h`,
    run: async (world: World) => {
      world.now += hours * hour
    },
  })),
  fc.constant({
    name: 'use',
    run: async (world: World) => {
      world.usedAt = world.now
    },
  }),
)

const ref = (sessionId: string) => ({ connectionId: 'lab', sessionId })

class World {
  now = start
  usedAt: number | undefined
  #answer: readonly ServerSession[] | undefined
  readonly list: ConnectionSessions

  constructor() {
    // Of all the client only these are used here.
    const api = {
      listSessions: async () => {
        if (!this.#answer) throw fail('offline', 'No answer.')
        return this.#answer
      },
      getSession: async () => {
        throw fail('gone', 'not there')
      },
    } as unknown as SandboxApi
    const usedAt = (sandboxId: string) => (sandboxId === 's1' ? this.usedAt : undefined)
    const source = { id: 'lab', api, userId: 'mira', now: () => this.now, usedAt }
    this.list = new ConnectionSessions(
      source,
      memoryRecords().sessions,
      createLog(() => undefined),
      () => undefined,
    )
  }

  async refresh(answer: readonly ServerSession[] | undefined): Promise<void> {
    this.#answer = answer
    await this.list.refresh()
  }
}

test('whatever happened, the rows are those that a computation of all of them gives, and each change was told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
      const world = new World()
      /** By what was told alone. */
      const told = new Map<string, unknown>()
      for (const { run } of events) {
        await run(world)
        for (const one of world.list.takeChanged()) told.set(one, world.list.row(one))
      }
      const { sessions } = world.list.view()
      for (const one of world.list.takeChanged()) told.set(one, world.list.row(one))
      // Of a clock that was set back every row is computed again; by so little that none of them is another one.
      world.now -= 1
      const again = world.list.view().sessions
      expect(sessions).toEqual([...again].sort(compareSessions))
      expect([...told.values()].filter((row) => row !== undefined)).toHaveLength(sessions.length)
      for (const row of sessions) expect(told.get(row.sessionId)).toEqual(row)
    }),
  )
})
