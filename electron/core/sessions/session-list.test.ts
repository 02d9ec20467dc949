import { beforeEach, describe, expect, test } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { ServerSession, SessionRecord } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'
import { createLog } from '../log.ts'
import type { MemoryRecords } from '../testing/memory-records.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { ConnectionSessions } from './session-list.ts'

const hour = 3_600_000
let now: number
let records: MemoryRecords
/** What the server answers to the next question for its list. */
let ask: () => Promise<readonly ServerSession[]>
/** Ids in it of sessions that cannot be read. */
let unread: readonly string[]
let list: ConnectionSessions

function session(id: string, over: Partial<ServerSession> = {}): ServerSession {
  return {
    id,
    userId: 'mira',
    status: 'active',
    image: 'python:3.11-slim',
    cpuCount: 2,
    memoryMb: 2048,
    createdAt: now,
    updatedAt: now,
    lastActiveAt: now,
    expiresAt: now + 24 * hour,
    metadata: {},
    ...over,
  }
}

let askOne: (id: string) => Promise<ServerSession>

beforeEach(() => {
  now = 1_800_000_000_000
  records = memoryRecords()
  unread = []
  ask = async () => []
  askOne = async () => {
    throw fail('gone', 'not there')
  }
  list = make()
})

function make(): ConnectionSessions {
  // Of all the client only the list is used here.
  const api = {
    listSessions: async (_: object, onUnread: (id: string) => void) => {
      const sessions = await ask()
      for (const id of unread) onUnread(id)
      return sessions
    },
    getSession: async (id: string) => await askOne(id),
  } as unknown as SandboxApi
  return new ConnectionSessions(
    { id: 'lab', api, userId: 'mira', now: () => now },
    records.sessions,
    createLog(() => undefined),
    () => undefined,
  )
}

test('a session that is listed and cannot be read is unknown, never gone, and not to be forgotten', async () => {
  ask = async () => [session('a'), session('b')]
  await list.refresh()
  ask = async () => [session('b')]
  unread = ['a', 'new']
  await list.refresh()
  expect(list.view().state).toBe('current')
  expect(rows().sort()).toEqual(['a unknown', 'b active', 'new unknown'])
  expect(list.find('a')).toMatchObject({ server: { id: 'a' }, problem: { code: 'server' } })
  expect(list.find('new')).not.toHaveProperty('server')
  // Read by itself it is known again.
  list.noteServer(session('a', { status: 'paused' }))
  expect(list.find('a')).toMatchObject({ status: 'paused' })
  unread = []
  await list.refresh()
  expect(rows()).toEqual(['a gone', 'b active'])
})

const rows = () => list.view().sessions.map(({ sessionId, status }) => `${sessionId} ${status}`)

test('the newest session is first; all of them are recorded', async () => {
  ask = async () => [
    session('a', { createdAt: now - 2 }),
    session('b', { createdAt: now - 1 }),
    session('c', { createdAt: now - 3 }),
  ]
  expect(list.view().state).toBe('loading')
  await list.refresh()
  expect(list.view()).toMatchObject({ state: 'current', asOf: now })
  expect(rows()).toEqual(['b active', 'a active', 'c active'])
  expect(records.kept.sessions.size).toBe(3)
})

test('a name is the record’s, else the maker’s, else a short id', async () => {
  const id = '0b0a7c3e-1111-2222-3333-444455556666'
  ask = async () => [session(id), session('b', { metadata: { name: 'theirs' } })]
  await list.refresh()
  expect(list.find(id)?.name).toBe('0b0a7c3e')
  expect(list.find('b')?.name).toBe('theirs')
  ask = async () => [session(id, { metadata: { name: 'later' } }), session('b', { metadata: { name: 'changed' } })]
  await list.refresh()
  expect(list.find(id)?.name).toBe('later')
  expect(list.find('b')?.name).toBe('theirs')
  await list.rename({ connectionId: 'lab', sessionId: 'b' }, 'ours')
  expect(list.find('b')?.name).toBe('ours')
})

test('what the server no longer lists is gone, or expired when its time was over', async () => {
  ask = async () => [session('short', { expiresAt: now + hour }), session('long')]
  await list.refresh()
  now += 2 * hour
  ask = async () => []
  await list.refresh()
  expect(new Set(rows())).toEqual(new Set(['short expired', 'long gone']))
  list = make()
  await list.refresh()
  expect(new Set(rows())).toEqual(new Set(['short expired', 'long gone']))
})

test('without an answer everything is unknown, with the words of before', async () => {
  ask = async () => [session('a')]
  await list.refresh()
  const asked = now
  now += hour
  ask = async () => {
    throw fail('offline', 'Nothing answers.')
  }
  await list.refresh()
  expect(list.view()).toMatchObject({ state: 'stale', asOf: asked, error: { code: 'offline' } })
  expect(rows()).toEqual(['a unknown'])
  // A workflow has learnt it meanwhile.
  list.noteServer(session('a', { status: 'paused' }))
  expect(list.find('a')).toMatchObject({ status: 'paused', asOf: now })
})

test('records are shown before the first answer', async () => {
  const record: SessionRecord = { connectionId: 'lab', sessionId: 'a', name: 'kept', lastSeen: session('a'), asOf: now }
  await records.sessions.put(record)
  await list.load()
  expect(list.view()).toMatchObject({ state: 'loading', sessions: [{ name: 'kept', status: 'unknown', asOf: now }] })
})

test('an answer asked for before a change does not undo it', async () => {
  ask = async () => [session('kept'), session('deleted')]
  await list.refresh()
  let answer: (sessions: readonly ServerSession[]) => void = () => undefined
  ask = async () =>
    await new Promise((resolve) => {
      answer = resolve
    })
  const asking = list.refresh()
  await expect.poll(() => answer.length).toBe(1)
  list.noteServer(session('made'))
  list.noteServer(session('kept', { status: 'paused' }))
  await list.forget({ connectionId: 'lab', sessionId: 'deleted' })
  answer([session('kept'), session('deleted')])
  await asking
  expect(new Set(rows())).toEqual(new Set(['made active', 'kept paused']))
  ask = async () => [session('kept'), session('made')]
  await list.refresh()
  expect(new Set(rows())).toEqual(new Set(['made active', 'kept active']))
})

test('metadata that a server forgets is remembered', async () => {
  ask = async () => [session('a', { metadata: { network: 'off' } })]
  await list.refresh()
  ask = async () => [session('a')]
  await list.refresh()
  expect(list.find('a')?.server?.metadata).toEqual({ network: 'off' })
  list = make()
  await list.refresh()
  expect(list.find('a')?.server?.metadata).toEqual({ network: 'off' })
})

test('a record is written for a change, not for each answer', async () => {
  let writes = 0
  const put = records.sessions.put
  list = new ConnectionSessions(
    {
      id: 'lab',
      api: { listSessions: async () => await ask() } as unknown as SandboxApi,
      userId: 'mira',
      now: () => now,
    },
    {
      ...records.sessions,
      put: async (record) => {
        writes += 1
        await put(record)
      },
    },
    createLog(() => undefined),
    () => undefined,
  )
  ask = async () => [session('a', { lastActiveAt: now, updatedAt: now, createdAt: 1, expiresAt: 2e12 })]
  await list.refresh()
  now += 20_000
  await list.refresh()
  expect(writes).toBe(1)
  now += 11 * 60_000
  await list.refresh()
  expect(writes).toBe(2)
})

test('a name that cannot be kept is not shown', async () => {
  ask = async () => [session('a', { metadata: { name: 'before' } })]
  await list.refresh()
  records.sessions.put = async () => {
    throw fail('unavailable', 'The store is full.')
  }
  await expect(list.rename({ connectionId: 'lab', sessionId: 'a' }, 'after')).rejects.toMatchObject({
    code: 'unavailable',
  })
  expect(list.find('a')?.name).toBe('before')
})

describe('a session of another user, opened by its id', () => {
  const theirs = (more: Partial<ServerSession> = {}) => session('t1', { userId: 'theo', ...more })

  test('is listed and recorded from then on, and asked for by itself with each list', async () => {
    askOne = async () => theirs()
    await list.refresh()
    expect(await list.look('t1')).toMatchObject({ sessionId: 't1', status: 'active' })
    askOne = async () => theirs({ status: 'paused' })
    await list.refresh()
    expect(rows()).toEqual(['t1 paused'])
    expect(records.kept.sessions.size).toBe(1)
  })

  test('is asked for after a restart too', async () => {
    askOne = async () => theirs()
    await list.look('t1')
    list = make()
    askOne = async () => theirs({ status: 'paused' })
    await list.refresh()
    expect(rows()).toEqual(['t1 paused'])
  })

  test('is gone when its server says so, and not when it does not answer', async () => {
    askOne = async () => theirs()
    await list.look('t1')
    askOne = async () => {
      throw fail('unavailable', 'no')
    }
    await list.refresh()
    expect(rows()).toEqual(['t1 active'])
    askOne = async () => {
      throw fail('gone', 'not there')
    }
    await list.refresh()
    expect(rows()).toEqual(['t1 gone'])
  })

  test('that is not there is said', async () => {
    await expect(list.look('nope')).rejects.toMatchObject({ code: 'not-found' })
    expect(rows()).toEqual([])
  })
})

test('labels are kept with the record, each once, and stay when the server speaks again', async () => {
  ask = async () => [session('a')]
  await list.refresh()
  await list.label({ connectionId: 'lab', sessionId: 'a' }, ['nightly', 'lab 2', 'nightly'])
  ask = async () => [session('a', { status: 'paused' })]
  await list.refresh()
  expect(list.find('a')?.labels).toEqual(['nightly', 'lab 2'])
  expect(records.kept.sessions.get('lab/a')?.labels).toEqual(['nightly', 'lab 2'])
})

test('a name that turns out not to be kept is not shown, also when the list was read meanwhile', async () => {
  ask = async () => [session('a', { metadata: { name: 'before' } })]
  await list.refresh()
  let refuse: (error: Error) => void = () => undefined
  records.sessions.put = async () =>
    await new Promise((_, reject) => {
      refuse = reject
    })
  const renaming = list.rename({ connectionId: 'lab', sessionId: 'a' }, 'after')
  ask = async () => [session('a', { metadata: { name: 'before' }, lastActiveAt: now + 1 })]
  await list.refresh()
  expect(list.find('a')?.name).toBe('after')
  refuse(fail('unavailable', 'The store is full.'))
  await expect(renaming).rejects.toMatchObject({ code: 'unavailable' })
  expect(list.find('a')?.name).toBe('before')
})
