import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Session, SessionList } from '../../../shared/domain/session.ts'
import { compareSessions } from '../../../shared/domain/session.ts'
import type { SessionsChange } from '../../../shared/domain/session-changes.ts'
import { applyChange } from '../../../shared/domain/session-changes.ts'
import { SessionFeed } from './session-feed.ts'

/** Lists that a test changes, and the feed that tells of them. */
class World {
  readonly #lists = new Map<string, { standing: { state: 'current'; asOf: number }; rows: Map<string, Session> }>()
  readonly #ended = new AbortController()
  readonly feed: SessionFeed

  constructor(rowsAtOnce?: number) {
    const list = (id: string) => {
      const found = this.#lists.get(id)
      if (!found) return undefined
      const { standing, rows } = found
      return { standing, view: () => this.#view(id, found), row: (sessionId: string) => rows.get(sessionId) }
    }
    this.feed = new SessionFeed({ connectionIds: () => [...this.#lists.keys()], list }, rowsAtOnce)
  }

  lists(): readonly SessionList[] {
    return [...this.#lists].map(([id, list]) => this.#view(id, list))
  }

  #view(connectionId: string, { standing, rows }: NonNullable<ReturnType<typeof this.of>>): SessionList {
    return { connectionId, ...standing, sessions: [...rows.values()].sort(compareSessions) }
  }

  of(id: string) {
    return this.#lists.get(id)
  }

  connect(id: string): void {
    if (this.#lists.has(id)) return
    this.#lists.set(id, { standing: { state: 'current', asOf: 0 }, rows: new Map() })
    this.feed.connectionsChanged([id])
  }

  disconnect(id: string): void {
    if (this.#lists.delete(id)) this.feed.connectionsChanged([])
  }

  /** @param names of sessions, by id; undefined removes one */
  change(id: string, names: Readonly<Record<string, string | undefined>>): void {
    const list = this.#lists.get(id)
    if (!list) return
    list.standing = { state: 'current', asOf: list.standing.asOf + 1 }
    for (const [sessionId, name] of Object.entries(names))
      if (name === undefined) list.rows.delete(sessionId)
      else list.rows.set(sessionId, { connectionId: id, sessionId, name, status: 'active' })
    this.feed.changed(id, new Set(Object.keys(names)))
  }

  watch(): AsyncGenerator<SessionsChange, void, void> {
    return this.feed.watch(this.#ended.signal)
  }

  end(): void {
    this.feed.end()
  }
}

/** A reader that reads when it is told to. */
class Reader {
  readonly #changes: AsyncGenerator<SessionsChange, void, void>
  lists: readonly SessionList[] = []
  /** Rows that were sent. */
  rows = 0
  isMidway = false
  #next: Promise<IteratorResult<SessionsChange, void>> | undefined

  constructor(world: World) {
    this.#changes = world.watch()
    // Asked for at once, as the wire does it: what changes until it is read has to come after.
    this.#next = this.#changes.next()
  }

  async read(): Promise<boolean> {
    const { value } = await (this.#next ?? this.#changes.next())
    this.#next = undefined
    if (!value) return false
    this.rows += value.lists.reduce((sum, { put = [], removed = [] }) => sum + put.length + removed.length, 0)
    this.lists = applyChange(this.lists, value)
    this.isMidway = value.more === true
    return true
  }

  async readToEnd(): Promise<void> {
    while (await this.read());
  }
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('connect' as const), id: fc.constantFrom('lab', 'local') }),
  fc.record({ kind: fc.constant('disconnect' as const), id: fc.constantFrom('lab', 'local') }),
  fc.record({
    kind: fc.constant('change' as const),
    id: fc.constantFrom('lab', 'local'),
    names: fc.dictionary(fc.constantFrom(...'abcde'), fc.option(fc.constantFrom('x', 'y'), { nil: undefined })),
  }),
  fc.record({ kind: fc.constant('read' as const) }),
)

test('whatever changes and however seldom a reader reads, it ends with the lists as they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const world = new World(2)
      world.connect('lab')
      const early = new Reader(world)
      const late: Reader[] = []
      let unread = 1
      for (const one of steps) {
        if (one.kind === 'connect') world.connect(one.id)
        else if (one.kind === 'disconnect') world.disconnect(one.id)
        else if (one.kind === 'change') world.change(one.id, one.names)
        else if (unread > 0) {
          await early.read()
          late.push(new Reader(world))
        }
        // An item that was asked for and read with nothing new would wait for ever.
        unread = one.kind === 'read' ? 0 : unread + (one.kind === 'change' && world.of(one.id) ? 1 : 0)
      }
      world.end()
      for (const reader of [early, ...late]) {
        await reader.readToEnd()
        expect(reader.lists).toEqual(world.lists())
        expect(reader.isMidway).toBe(false)
      }
    }),
  )
})

const many = (name: string) => Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`s${index}`, name]))

test('thousands of rows come in parts, and none of them passes for the whole', async () => {
  const world = new World()
  world.connect('lab')
  world.change('lab', many('one'))
  const reader = new Reader(world)
  const seen: number[] = []
  do {
    await reader.read()
    seen.push(reader.lists[0]?.sessions.length ?? 0)
  } while (reader.isMidway)
  expect(seen.length).toBeGreaterThan(1)
  expect(seen.at(-1)).toBe(2_000)
  expect(Math.max(...seen.map((count, index) => count - (seen[index - 1] ?? 0)))).toBeLessThanOrEqual(500)
})

test('a reader that does not read is told of each row once, as it is by then', async () => {
  const world = new World()
  world.connect('lab')
  world.change('lab', { a: 'first' })
  const reader = new Reader(world)
  await reader.read()
  for (let round = 0; round < 1_000; round += 1) world.change('lab', { a: `name ${round}`, b: 'new' })
  await reader.read()
  expect(reader.rows).toBe(1 + 2)
  expect(reader.lists).toEqual(world.lists())
})

test('a question that brought the same rows sends none', async () => {
  const world = new World()
  world.connect('lab')
  world.change('lab', many('one'))
  const reader = new Reader(world)
  do await reader.read()
  while (reader.isMidway)
  const sent = reader.rows
  world.change('lab', {})
  await reader.read()
  expect(reader.rows).toBe(sent)
  expect(reader.lists).toEqual(world.lists())
})
