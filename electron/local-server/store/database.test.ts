import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderBusyError, openDatabase } from './database.ts'
import { readOrMakeSecret } from './secret.ts'
import type { StoredSession } from './sessions-store.ts'
import { SessionsStore } from './sessions-store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const path = () => join(folder, 'server.sqlite')

const session: StoredSession = {
  id: 'one',
  userId: 'ann',
  status: 'active',
  sandboxId: undefined,
  workspace: undefined,
  image: 'python:3.11-slim',
  cpuCount: 2,
  memoryMb: 2048,
  metadata: { name: 'a ☃' },
  createdAt: 1,
  updatedAt: 2,
  lastActiveAt: 3,
  expiresAt: 4,
  pausedAt: undefined,
  activatedAt: 1,
  openToTies: true,
  automaticTie: undefined,
  deletedAt: undefined,
}

test('while one has it nobody else can open it; afterwards anybody can', () => {
  const first = openDatabase(path())
  expect(() => openDatabase(path())).toThrow(FolderBusyError)
  first.close()
  openDatabase(path()).close()
})

test('what is acknowledged is on the disk', () => {
  const database = openDatabase(path())
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(database.pragma('synchronous', { simple: true })).toBe(2)
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
  database.close()
})

test('a database of a newer version is refused and left as it is', () => {
  const database = openDatabase(path())
  database.pragma('user_version = 999')
  database.close()
  expect(() => openDatabase(path())).toThrow(/newer version/)
  expect(() => openDatabase(path())).toThrow(/newer version/)
})

test('a session comes back as it was put, also after a change and another start', () => {
  let database = openDatabase(path())
  new SessionsStore(database).put(session)
  expect(new SessionsStore(database).get('one')).toEqual(session)
  const changed = { ...session, sandboxId: 's', workspace: 'w', lastActiveAt: 9 }
  new SessionsStore(database).put(changed)
  database.close()
  database = openDatabase(path())
  const store = new SessionsStore(database)
  expect(store.get('one')).toEqual(changed)
  expect(store.ofSandbox('s')).toEqual(changed)
  expect(store.workspaces()).toEqual(new Set(['w']))
  store.forgetSandboxes()
  expect(store.get('one')?.sandboxId).toBeUndefined()
  store.remove('one')
  expect(store.get('one')).toBeUndefined()
  database.close()
})

test('a list is one person’s or everybody’s, the oldest first; what has ended is found, the last first', () => {
  const database = openDatabase(path())
  const store = new SessionsStore(database)
  store.put({ ...session, id: 'young', createdAt: 20, expiresAt: 100 })
  store.put({ ...session, id: 'old', createdAt: 10, expiresAt: 50 })
  store.put({ ...session, id: 'other', userId: 'bob', createdAt: 15, expiresAt: 200 })
  store.put({ ...session, id: 'deleted', createdAt: 5, expiresAt: 200, deletedAt: 40, sandboxId: 's', workspace: 'w' })
  const ids = (sessions: readonly StoredSession[]) => sessions.map(({ id }) => id)
  expect(ids(store.list('ann', 10))).toEqual(['old', 'young'])
  expect(ids(store.list(undefined, 10))).toEqual(['old', 'other', 'young'])
  expect(ids(store.list('ann', 60))).toEqual(['young'])
  expect(ids(store.ended('ann', 60, 10))).toEqual(['old', 'deleted'])
  expect(ids(store.ended(undefined, 200, 3))).toEqual(['other', 'young', 'old'])
  expect(ids(store.endedWithSandbox(60))).toEqual(['deleted'])
  expect(ids(store.endedBefore(45))).toEqual(['deleted'])
  expect(ids(store.endedBefore(100)).sort()).toEqual(['deleted', 'old', 'young'])
  expect(store.openToTies('ann', 10).map(({ id }) => id)).not.toContain('deleted')
  database.close()
})

test.each<[string, Partial<StoredSession>]>([
  ['a sandbox without a folder', { sandboxId: 's' }],
  ['a paused session with a sandbox', { status: 'paused', sandboxId: 's', workspace: 'w' }],
])('%s cannot be kept', (_what, change) => {
  const database = openDatabase(path())
  expect(() => new SessionsStore(database).put({ ...session, ...change })).toThrow(/CHECK/)
  database.close()
})

test('the secret is made once, for the user alone', async () => {
  const file = join(folder, 'secret')
  const secret = readOrMakeSecret(file)
  expect(secret).toHaveLength(32)
  expect(readOrMakeSecret(file)).toEqual(secret)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})
