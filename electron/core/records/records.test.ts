import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defaultSettings } from '../../../shared/domain/settings.ts'
import type { Client } from '../../../shared/wire/client.ts'
import { connect } from '../../../shared/wire/client.ts'
import { portPair } from '../../../shared/wire/port.ts'
import { serve } from '../../../shared/wire/server.ts'
import type { VaultContract } from '../../vault/contract.ts'
import { vaultContract } from '../../vault/contract.ts'
import { vaultHandlers } from '../../vault/handlers.ts'
import { Store } from '../../vault/store/store.ts'
import type { Records } from './records.ts'
import { createRecords } from './records.ts'

let folder: string
let store: Store
let client: Client<VaultContract>
let records: Records
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'records-'))
  store = new Store(folder)
  const [asking, answering] = portPair()
  serve(
    answering,
    vaultContract,
    vaultHandlers(async () => store),
  )
  client = connect<VaultContract>(asking)
  records = createRecords(client)
})
afterEach(async () => {
  client.close()
  store.close()
  await rm(folder, { recursive: true })
})

const session = { connectionId: 'local', sessionId: 's1' }

it('keeps records of sessions', async () => {
  const record = { ...session, name: 'One', asOf: 5, labels: ['gpu', 'ada’s'] }
  await records.sessions.put(record)
  expect(await records.sessions.list('local')).toEqual([record])
  await records.sessions.remove(session)
  expect(await records.sessions.list('local')).toEqual([])
})

it('keeps drafts, and takes a whole session for a reference', async () => {
  const draft = { session, documentId: 'file:/workspace/a.py', text: 'x = 1', revision: 3 }
  const { keptAt, revision } = await records.drafts.keep(draft)
  expect(revision).toBe(3)
  const whole = { ...session, name: 'One', status: 'active' }
  expect(await records.drafts.list(whole)).toEqual([{ ...draft, keptAt }])
  await records.drafts.discard(session, draft.documentId, 2)
  expect(await records.drafts.list(session)).toHaveLength(1)
  await records.drafts.discard(session, draft.documentId)
  expect(await records.drafts.list(session)).toEqual([])
  await records.drafts.keep(draft)
  await records.drafts.discardAll(whole)
  expect(await records.drafts.list(session)).toEqual([])
})

it('never says that a text is kept when a newer one is', async () => {
  const draft = { session, documentId: 'scratch:1', text: 'newer', revision: 9 }
  await records.drafts.keep(draft)
  await expect(records.drafts.keep({ ...draft, text: 'older', revision: 8 })).rejects.toMatchObject({
    code: 'conflict',
  })
  expect(await records.drafts.list(session)).toMatchObject([{ text: 'newer' }])
  // The same once more, as after a broken wire, is kept.
  await records.drafts.keep(draft)
})

it('keeps settings and connections', async () => {
  expect(await records.settings.read()).toEqual(defaultSettings)
  const settings = { theme: 'contrast', openDocuments: [] } as const
  await records.settings.write(settings)
  expect(await records.settings.read()).toEqual(settings)

  const saved = { id: 'lab', name: '', address: 'https://lab.example.org', userId: 'ada' }
  await records.connections.put(saved)
  expect(await records.connections.list()).toEqual([saved])
  await records.connections.remove('lab')
  expect(await records.connections.list()).toEqual([])
  expect(await records.status()).toEqual({})
})

it('keeps all of a connection, the encrypted token byte for byte', async () => {
  const plain = { id: 'lab', name: 'Lab', address: 'https://lab.example.org', userId: 'ada' }
  const saved = {
    ...plain,
    role: 'admin',
    proxy: 'http://proxy.example.org:3128',
    ca: '-----BEGIN CERTIFICATE-----',
    token: Uint8Array.from({ length: 256 }, (_, byte) => byte),
  }
  await records.connections.put(saved)
  await records.connections.put({ ...plain, id: 'other' })
  expect(await records.connections.list()).toEqual([saved, { ...plain, id: 'other' }])
  await records.connections.put(plain)
  expect(await records.connections.list()).toEqual([plain, { ...plain, id: 'other' }])
})

it('keeps where workflows stand, the one that has not moved for longest first', async () => {
  const cursor = {
    id: 'w1',
    kind: 'pause',
    session,
    step: 'archive',
    phase: 'doing',
    input: { deep: [1, 'two', null] },
    found: { sandbox: 'abcd1234' },
    problem: null,
    updatedAt: 5,
  } as const
  const stopped = { ...cursor, id: 'w2', problem: { code: 'offline', message: 'No answer.' }, updatedAt: 3 } as const
  await records.cursors.put(cursor)
  await records.cursors.put(stopped)
  expect(await records.cursors.list()).toEqual([stopped, cursor])
  await records.cursors.put({ ...stopped, phase: 'undoing', updatedAt: 9 })
  expect((await records.cursors.list()).map(({ id, phase }) => [id, phase])).toEqual([
    ['w1', 'doing'],
    ['w2', 'undoing'],
  ])
  await records.cursors.remove('w1')
  await records.cursors.remove('w1')
  expect(await records.cursors.list()).toHaveLength(1)
})
