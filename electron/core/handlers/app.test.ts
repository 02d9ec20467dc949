import { afterAll, beforeAll, expect, test } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import { labelOf } from '../../../shared/domain/outcome.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import type { TestCore } from '../testing/start-core.ts'
import { startTestCore } from '../testing/start-core.ts'

let app: TestCore

beforeAll(() => {
  app = startTestCore()
})

afterAll(async () => {
  await app.close()
})

test('the window is told what it belongs to', async () => {
  expect(await app.client.call('app.info', undefined)).toEqual({
    version: '1.2.3',
    host: 'browser',
    platform: 'linux',
    dataFolder: '/data',
  })
})

test.each([
  ['was moved aside', async () => ({ movedAside: 'What was kept here was moved.' }), 'What was kept here was moved.'],
  [
    'is in use',
    async () => Promise.reject(fail('refused', 'Another application uses it.')),
    'Another application uses it.',
  ],
])('a store that %s is a sentence for the window, which opens all the same', async (_what, status, sentence) => {
  const other = startTestCore({ records: { ...memoryRecords(), status } })
  expect(await other.client.call('app.info', undefined)).toMatchObject({ storeProblem: sentence })
  await other.close()
})

test('a draft is spared by a discard that knows an older text alone', async () => {
  const session = { connectionId: 'local', sessionId: 'a' }
  const draft = { session, documentId: 'scratch:1', text: 'newer', revision: 2 }
  await app.client.call('drafts.keep', draft)
  await app.client.call('drafts.discard', { session, documentId: 'scratch:1', revision: 1 })
  expect(await app.client.call('drafts.list', session)).toMatchObject([{ text: 'newer' }])
  await app.client.call('drafts.discard', { session, documentId: 'scratch:1', revision: 2 })
  expect(await app.client.call('drafts.list', session)).toEqual([])
})

test('an address is opened as it was judged, and a hostile one is refused', async () => {
  await app.client.call('app.openExternal', { url: 'https://example.org/a b' })
  await expect(app.client.call('app.openExternal', { url: 'file:///etc/passwd' })).rejects.toMatchObject({
    code: 'refused',
  })
  expect(app.opened).toEqual(['https://example.org/a%20b'])
})

test('colours go nowhere where the system draws no frame', async () => {
  await app.client.call('app.frameColours', { background: '#000000', symbols: '#ffffff' })
})

test('settings are what was written last', async () => {
  expect(await app.client.call('settings.read', undefined)).toEqual(defaultSettings)
  await app.client.call('settings.write', { theme: 'dark', openDocuments: [] })
  expect(await app.client.call('settings.read', undefined)).toEqual({ theme: 'dark', openDocuments: [] })
})

test('an input that the contract does not take never reaches a handler', async () => {
  const session = { connectionId: 'local', sessionId: '../../etc' }
  await expect(app.client.call('sessions.delete', session)).rejects.toMatchObject({ code: 'refused' })
  await expect(
    app.client.call('files.list', { session: { ...session, sessionId: 'a' }, path: 'relative' }),
  ).rejects.toMatchObject({
    code: 'refused',
  })
})

test('a session that nobody knows is not found', async () => {
  const session = { connectionId: 'local', sessionId: 'unknown' }
  await expect(app.client.call('files.list', { session, path: '/workspace' })).rejects.toMatchObject({
    code: 'not-found',
  })
  const run = await app.client.call('runs.start', { kind: 'command', session, command: 'true', limit: 5 })
  const [settled] = (await app.client.stream('runs.watch', session).next()).value ?? []
  expect(settled).toMatchObject({ id: run.id, state: { name: 'settled', facts: { error: { code: 'not-found' } } } })
  expect(settled && labelOf(settled.state)).toBe('refused')
})
