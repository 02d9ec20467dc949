import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'
import { defaultLimits } from '../../../shared/domain/storage.ts'
import { temporaryFolder } from '../../children/testing/folders.ts'
import { historyMigrations } from './history-migrations.ts'
import { migrations } from './migrations.ts'
import { Store } from './store.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
beforeEach(async () => {
  folder = await temporaryFolder()
  store = new Store(folder.path)
})
afterEach(async () => {
  await store.close()
  await folder.remove()
})

/** The same store as another process would find it. */
async function reopen(): Promise<void> {
  await store.close()
  store = new Store(folder.path)
}

const session = { connectionId: 'local', sessionId: 's1' }
const draft = (revision: number, text: string, documentId = 'scratch:1') => ({ session, documentId, text, revision })

describe('drafts', () => {
  it('come back as they were, whatever the text', async () => {
    // Any UTF-16, halves of pairs among it.
    const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))
    const texts = fc.sample(anyText, 200)
    await Promise.all(texts.map((text, index) => store.drafts.keep(draft(1, text, `scratch:${index + 1}`))))
    const found = new Map(store.drafts.list(session).map(({ documentId, text }) => [documentId, text]))
    texts.forEach((text, index) => {
      expect(found.get(`scratch:${index + 1}`)).toBe(text)
    })
    const odd = 'half a pair: \ud83d, nothing: \0, a pair: 😀\r\n'
    const sha = 'a'.repeat(64)
    const kept = await store.drafts.keep({ ...draft(1, odd, 'file:/workspace/ä b.py'), baseSha256: sha })
    await reopen()
    expect(store.drafts.list(session)).toContainEqual({
      session,
      documentId: 'file:/workspace/ä b.py',
      text: odd,
      baseSha256: sha,
      ...kept,
    })
  })

  it.each([
    ['a higher revision replaces', 6, 'new', { text: 'new', revision: 6 }],
    ['the same one changes nothing', 5, 'new', { text: 'old', revision: 5 }],
    ['an older one changes nothing', 4, 'new', { text: 'old', revision: 5 }],
  ])('of one document: %s, and the answer tells what is kept', async (_, revision, text, expected) => {
    const before = await store.drafts.keep({ ...draft(5, 'old'), baseSha256: 'b'.repeat(64) })
    const answer = await store.drafts.keep(draft(revision, text))
    expect(answer.revision).toBe(expected.revision)
    expect(store.drafts.list(session)).toMatchObject([expected])
    if (expected.text === 'old') expect(answer).toEqual(before)
    else expect(store.drafts.list(session)[0]).not.toHaveProperty('baseSha256')
  })

  it('are discarded up to a revision, alone, or all of one session', async () => {
    const other = { connectionId: 'local', sessionId: 's2' }
    const texts = () => store.drafts.list(session).map(({ documentId }) => documentId)
    await Promise.all([
      store.drafts.keep(draft(7, 'one')),
      store.drafts.keep(draft(7, 'two', 'scratch:2')),
      store.drafts.keep(draft(7, 'three', 'scratch:3')),
      store.drafts.keep({ ...draft(7, 'elsewhere'), session: other }),
    ])
    await store.drafts.discard(session, 'scratch:1', 6)
    expect(texts()).toEqual(['scratch:1', 'scratch:2', 'scratch:3'])
    await store.drafts.discard(session, 'scratch:1', 7)
    await store.drafts.discard(session, 'scratch:2')
    expect(texts()).toEqual(['scratch:3'])
    // A revision starts anew after that.
    await store.drafts.keep(draft(1, 'again'))
    expect(texts()).toEqual(['scratch:1', 'scratch:3'])
    await store.drafts.discardAll(session)
    expect(texts()).toEqual([])
    expect(store.drafts.list(other)).toHaveLength(1)
  })
})

describe('sessions', () => {
  const lastSeen: ServerSession = {
    id: 's1',
    userId: 'ada',
    status: 'paused',
    image: 'python:3.11-slim',
    cpuCount: 2,
    memoryMb: 2048,
    createdAt: 1,
    updatedAt: 2,
    lastActiveAt: 3,
    expiresAt: 4,
    metadata: { name: 'Ä "quoted"' },
  }

  it('are kept by server and id, replaced as a whole, and removed', async () => {
    await store.sessions.put({ ...session, name: 'One', lastSeen, asOf: 1700000000000.25 })
    await store.sessions.put({ connectionId: 'lab', sessionId: 's1', name: 'Namesake' })
    await reopen()
    expect(store.sessions.list('local')).toEqual([{ ...session, name: 'One', lastSeen, asOf: 1700000000000.25 }])
    await store.sessions.put({ ...session, name: 'Two' })
    expect(store.sessions.list('local')).toEqual([{ ...session, name: 'Two' }])
    await store.sessions.remove(session)
    await store.sessions.remove(session)
    expect(store.sessions.list('local')).toEqual([])
    expect(store.sessions.list('lab')).toHaveLength(1)
  })
})

describe('settings', () => {
  it('are the defaults until they are written, and also when they cannot be understood', async () => {
    expect(store.settings.read()).toEqual(defaultSettings)
    const settings = {
      theme: 'dark',
      layout: { sideBar: 240, result: 300, panel: 200 },
      openSession: session,
      openDocuments: [{ session, documentIds: ['scratch:1'], active: 'scratch:1' }],
    } as const
    await store.settings.write(settings)
    await reopen()
    expect(store.settings.read()).toEqual(settings)
    await store.settings.write({ theme: 'ultraviolet' } as never)
    expect(store.settings.read()).toEqual(defaultSettings)
  })
})

describe('connections', () => {
  it('keep the order in which they were added', async () => {
    const saved = (id: string) => ({ id, name: id, address: `https://${id}.example.org`, userId: 'ada' })
    for (const id of ['z', 'a', 'm']) await store.connections.put(saved(id))
    await store.connections.put({ ...saved('z'), name: 'Renamed' })
    await store.connections.remove('a')
    await store.connections.put(saved('b'))
    await reopen()
    expect(store.connections.list()).toEqual([{ ...saved('z'), name: 'Renamed' }, saved('m'), saved('b')])
  })
})

describe('copies', () => {
  const kept = (name: string) => readFileSync(path.join(folder.path, name))
  const token = new Uint8Array(randomBytes(64))
  const saved = { id: 'lab', name: 'Lab', address: 'https://lab.example.org', userId: 'ada' }
  const forget: readonly [string, () => Promise<void>][] = [
    ['removed', () => store.connections.remove('lab')],
    ['replaced', () => store.connections.put({ ...saved, token: new Uint8Array(randomBytes(64)) })],
    ['taken from its connection', () => store.connections.put(saved)],
  ]

  it.each(forget)('hold no token that was %s, nor does the journal', async (_, run) => {
    await store.connections.put({ ...saved, token })
    await reopen()
    const holds = () =>
      readdirSync(folder.path).filter((name) => name.startsWith('vault.') && kept(name).includes(Buffer.from(token)))
    expect(holds()).toEqual(['vault.sqlite', 'vault.sqlite.copy'])
    await run()
    expect(holds()).toEqual([])
    expect(readdirSync(folder.path)).toContain('vault.sqlite.copy')
  })

  it('of the day count as records and stay; those from before an update can be given up, and go when they are old', async () => {
    await reopen()
    const copyBytes = kept('vault.sqlite.copy').byteLength
    const before = await store.usage()
    writeFileSync(path.join(folder.path, 'vault.sqlite.before-2'), Buffer.alloc(1000))
    writeFileSync(path.join(folder.path, 'vault.sqlite.copy'), Buffer.alloc(copyBytes + 500))
    expect(await store.usage()).toMatchObject({ records: before.records + 500, copies: 1000 })
    expect(await store.free({ what: 'copies' })).toBe(1000)
    expect(readdirSync(folder.path)).toContain('vault.sqlite.copy')
    const names = ['history.sqlite.before-2', 'vault.sqlite.before-3', 'broken-2020']
    for (const name of names) writeFileSync(path.join(folder.path, name), '')
    for (const name of ['history.sqlite.before-2', 'broken-2020']) utimesSync(path.join(folder.path, name), 1, 1)
    await reopen()
    await expect.poll(() => readdirSync(folder.path)).not.toContain('history.sqlite.before-2')
    expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(['vault.sqlite.before-3', 'broken-2020']))
  })
})

describe('archives', () => {
  it('that were begun and given up go after a week, and nothing else does', async () => {
    const day = 24 * 60 * 60 * 1000
    const [abandoned = '', empty = '', fresh = '', noted = '', whole = '', written = ''] = Array.from(
      { length: 6 },
      () => randomUUID(),
    )
    const begin = (id: string) => store.archives.begin({ id, session, createdAt: 1, about: null })
    const bytes = new Uint8Array(1000)
    for (const id of [abandoned, empty, fresh, noted, whole, written]) await begin(id)
    for (const id of [abandoned, fresh, noted, whole, written]) await store.archives.append(id, 'content', 0, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await store.archives.finish(whole, { content: { bytes: 1000, sha256 } })
    const cursor = {
      id: 'w1',
      kind: 'pause',
      session,
      step: 'archive',
      phase: 'doing',
      found: {},
      problem: null,
      updatedAt: 1,
    } as const
    await store.cursors.put({ ...cursor, input: { archive: noted } })
    for (const id of [abandoned, noted, written])
      utimesSync(path.join(folder.path, 'archives', 'incoming', `${id}.content`), 1, 1)
    await reopen()
    expect((await store.usage()).archives).toEqual({ bytes: 5000, count: 1, unfinished: 5 })
    // Its writer goes on.
    await begin(written)
    await store.removeAbandonedArchives(Date.now() + 6 * day)
    expect((await store.usage()).archives).toEqual({ bytes: 4000, count: 1, unfinished: 3 })
    for (const id of [fresh, noted, written])
      expect(await begin(id), 'what has arrived is there').toEqual({ content: 1000 })
    expect(await begin(abandoned)).toEqual({})
    await store.archives.verify(whole)
  })
})

describe('the store', () => {
  it('shows a read what was written before it, before that is acknowledged', async () => {
    const keeping = store.drafts.keep(draft(1, 'just now'))
    expect(store.drafts.list(session)).toHaveLength(1)
    await keeping
  })

  it('keeps the rest of a group when one write in it fails', async () => {
    const results = await Promise.allSettled([
      store.drafts.keep(draft(1, 'good')),
      store.drafts.keep({ ...draft(1, 'bad', 'scratch:2'), revision: 0.5 }),
      store.drafts.keep(draft(1, 'good', 'scratch:3')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await reopen()
    expect(store.drafts.list(session).map(({ documentId }) => documentId)).toEqual(['scratch:1', 'scratch:3'])
  })

  it('tells a person where it put what it could not read', async () => {
    await store.close()
    writeFileSync(path.join(folder.path, 'vault.sqlite'), 'nothing that SQLite knows'.repeat(100))
    store = new Store(folder.path)
    expect(store.status.movedAside).toMatch(/^What was kept on this computer could not be read\. It was moved to .+\.$/)
    expect(store.drafts.list(session)).toEqual([])
  })

  it.each(['vault.sqlite', 'history.sqlite'])('refuses %s of a newer version, and leaves it as it is', async (name) => {
    await store.drafts.keep(draft(1, 'kept'))
    await store.close()
    const database = new Database(path.join(folder.path, name))
    database.pragma('user_version = 99')
    database.close()
    expect(() => new Store(folder.path)).toThrow(
      expect.toSatisfy((error) => isAppError(error, 'refused') && error.message.includes('written by a newer version')),
    )
    const again = new Database(path.join(folder.path, name))
    expect(again.pragma('user_version', { simple: true })).toBe(99)
    again.pragma(`user_version = ${(name === 'vault.sqlite' ? migrations : historyMigrations).length}`)
    again.close()
    store = new Store(folder.path)
    expect(store.drafts.list(session)).toHaveLength(1)
  })

  it('takes over what the first version kept', async () => {
    await store.close()
    await folder.remove()
    folder = await temporaryFolder()
    const database = new Database(path.join(folder.path, 'vault.sqlite'))
    database.exec(migrations[0] ?? '')
    database.exec(`
      INSERT INTO sessions VALUES ('local', 's1', 'One', NULL, 5.5);
      INSERT INTO drafts VALUES ('local', 's1', 'scratch:1', '"typed"', NULL, 3, 4);
      INSERT INTO connections VALUES ('lab', 1, 'Lab', 'https://lab.example.org', 'ada');
      PRAGMA user_version = 1;`)
    database.close()
    store = new Store(folder.path)
    expect(store.sessions.list('local')).toEqual([{ ...session, name: 'One', asOf: 5.5 }])
    expect(store.drafts.list(session)).toEqual([{ ...draft(3, 'typed'), keptAt: 4 }])
    expect(store.connections.list()).toEqual([
      { id: 'lab', name: 'Lab', address: 'https://lab.example.org', userId: 'ada' },
    ])
    expect(store.status).toEqual({})
  })

  it('keeps runs and their output within the limits, the newest longest', async () => {
    const day = 24 * 60 * 60 * 1000
    const ids = Array.from({ length: 6 }, () => randomUUID())
    for (const [index, id] of ids.entries()) {
      // The last is under way, and stays whatever it takes.
      const run = runOf(id, index * day, index < 5)
      await store.runs.put({ run })
      await store.runs.append(id, [{ stream: 'stdout', offset: 0, bytes: new Uint8Array(1000) }])
    }
    const sizes = async () =>
      (await Promise.all(ids.map((id) => store.runs.read(id, { stdout: 0, stderr: 0 }, 2000)))).map(
        ({ pieces }) => pieces.length,
      )
    const limits = { outputDays: 1, outputBytes: 1_000_000, runs: 100 }
    await store.settings.setLimits(limits)
    await store.runs.tidy(3.5 * day)
    expect(await sizes()).toEqual([0, 0, 0, 1, 1, 1])
    await store.settings.setLimits({ ...limits, outputDays: 30, outputBytes: 2100 })
    await store.runs.tidy(3.5 * day)
    expect(await sizes()).toEqual([0, 0, 0, 0, 1, 1])
    await store.settings.setLimits({ ...limits, outputDays: 30, runs: 2 } as never)
    await reopen()
    expect(store.settings.limits(), 'what makes no sense is not taken').toEqual(defaultLimits)
    expect(store.runs.list(session, 10)).toHaveLength(6)
    await store.runs.removeAll(session)
    expect(await store.usage()).toMatchObject({ outputs: { bytes: 0, runs: 0 } })
    expect(store.runs.search({ text: 'make', limit: 10 })).toEqual([])
  })
})

function runOf(id: string, startedAt: number, isOver: boolean): Run {
  const common = { session, kind: 'command', title: 'make', language: 'bash', limit: 20, startedAt } as const
  const state: Run['state'] = isOver
    ? { name: 'settled', at: 2, facts: { exitCode: 0, output: { kind: 'complete' } } }
    : { name: 'running', since: 1 }
  return { id, ...common, state, stdoutBytes: 1000, stderrBytes: 0 }
}
