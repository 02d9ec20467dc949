import { createHash } from 'node:crypto'
import type { Run, RunState } from '../../../shared/domain/run.ts'
import type { Client } from '../../../shared/wire/client.ts'
import type { VaultContract } from '../contract.ts'

type Vault = Pick<Client<VaultContract>, 'call'>

/** One write of each kind, named. */
export interface Write {
  readonly name: string
  run(vault: Vault): Promise<unknown>
}

const session = { connectionId: 'local', sessionId: 's1' }
const ids = {
  run: '11111111-1111-4111-8111-111111111111',
  other: '22222222-2222-4222-8222-222222222222',
  archive: '33333333-3333-4333-8333-333333333333',
  dropped: '44444444-4444-4444-8444-444444444444',
}
const output = Buffer.from('what a program printed, line by line\n'.repeat(3000))
const content = Buffer.from('the tar of a workspace '.repeat(20_000))
const manifest = Buffer.from('{"a.txt":{}}')
const sumOf = (bytes: Buffer) => ({ bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') })
const parts = { content: sumOf(content), manifest: sumOf(manifest) }

function makeRun(id: string, state: RunState, stdoutBytes = 0): Run {
  const common = { kind: 'command', title: 'make all', language: 'bash', limit: 20, startedAt: 5 } as const
  return { id, session, ...common, state, stdoutBytes, stderrBytes: 0 }
}

const running: RunState = { name: 'running', since: 6 }
const ended: RunState = { name: 'settled', at: 9, facts: { exitCode: 0, output: { kind: 'complete' } } }
const half = Math.floor(output.byteLength / 2)
const cursor = { id: 'w1', kind: 'pause', session, step: 'archive', input: null, found: {}, problem: null } as const
const connection = { id: 'lab', name: 'Lab', address: 'https://lab.example.org', userId: 'ada' }

function append(runId: string, offset: number, bytes: Buffer): Write['run'] {
  const pieces = [{ stream: 'stdout' as const, offset, bytes: new Uint8Array(bytes) }]
  return (vault) => vault.call('runs.append', { runId, pieces })
}

function send(id: string, part: 'content' | 'manifest', bytes: Buffer): Write['run'] {
  return (vault) => vault.call('archives.append', { id, part, offset: 0, bytes: new Uint8Array(bytes) })
}

const begin = (id: string): Write['run'] => {
  return (vault) => vault.call('archives.begin', { id, session, createdAt: 7, about: { files: 1 } })
}

/** Every kind of write that the vault knows, in an order in which each finds what it needs. Each can be repeated. */
export const everyWrite: readonly Write[] = [
  { name: 'session', run: (vault) => vault.call('sessions.put', { ...session, name: 'One', labels: ['gpu'] }) },
  {
    name: 'draft',
    run: (vault) => vault.call('drafts.keep', { session, documentId: 'scratch:1', text: 'typed', revision: 1 }),
  },
  {
    name: 'newer draft',
    run: (vault) =>
      vault.call('drafts.keep', { session, documentId: 'scratch:1', text: 'x'.repeat(9000), revision: 2 }),
  },
  { name: 'settings', run: (vault) => vault.call('settings.write', { theme: 'dark', openDocuments: [] }) },
  {
    name: 'connection',
    run: (vault) => vault.call('connections.put', { ...connection, token: Uint8Array.of(1, 2, 3) }),
  },
  { name: 'cursor', run: (vault) => vault.call('cursors.put', { ...cursor, phase: 'before', updatedAt: 1 }) },
  { name: 'moved cursor', run: (vault) => vault.call('cursors.put', { ...cursor, phase: 'doing', updatedAt: 2 }) },
  { name: 'run', run: (vault) => vault.call('runs.put', { run: makeRun(ids.run, running), code: 'make all' }) },
  { name: 'other run', run: (vault) => vault.call('runs.put', { run: makeRun(ids.other, running) }) },
  { name: 'output', run: append(ids.run, 0, output.subarray(0, half)) },
  { name: 'more output', run: append(ids.run, half, output.subarray(half)) },
  { name: 'output of the other', run: append(ids.other, 0, output) },
  { name: 'end of a run', run: (vault) => vault.call('runs.put', { run: makeRun(ids.run, ended, output.byteLength) }) },
  { name: 'end of the other', run: (vault) => vault.call('runs.put', { run: makeRun(ids.other, ended, 9) }) },
  { name: 'begun archive', run: begin(ids.archive) },
  { name: 'content of the archive', run: send(ids.archive, 'content', content) },
  { name: 'manifest of the archive', run: send(ids.archive, 'manifest', manifest) },
  { name: 'finished archive', run: (vault) => vault.call('archives.finish', { id: ids.archive, parts }) },
  {
    name: 'archive of the same content',
    run: async (vault) => {
      await begin(ids.dropped)(vault)
      await send(ids.dropped, 'content', content)(vault)
      await vault.call('archives.finish', { id: ids.dropped, parts: { content: parts.content } })
    },
  },
  { name: 'dropped archive', run: (vault) => vault.call('archives.remove', { id: ids.dropped }) },
  { name: 'freed output', run: (vault) => vault.call('storage.free', { what: 'outputs' }) },
  {
    name: 'limits',
    run: (vault) => vault.call('storage.setLimits', { outputDays: 3650, outputBytes: 10_000_000, runs: 200 }),
  },
  { name: 'removed cursor', run: (vault) => vault.call('cursors.remove', { id: cursor.id }) },
  { name: 'discarded draft', run: (vault) => vault.call('drafts.discard', { session, documentId: 'scratch:1' }) },
  { name: 'removed connection', run: (vault) => vault.call('connections.remove', { id: connection.id }) },
  { name: 'removed session', run: (vault) => vault.call('sessions.remove', session) },
  { name: 'removed runs', run: (vault) => vault.call('runs.removeAll', session) },
]

/** All that the vault shows, as text that is the same for the same content: times of keeping are left out. */
export async function everythingKept(vault: Vault): Promise<string> {
  const runs = await vault.call('runs.list', { session, limit: 10 })
  const archives = await vault.call('archives.list', undefined)
  const found = await vault.call('runs.search', { text: 'make', limit: 10 })
  return JSON.stringify({
    sessions: await vault.call('sessions.list', { connectionId: 'local' }),
    drafts: (await vault.call('drafts.list', session)).map(({ keptAt: _, ...draft }) => draft),
    settings: await vault.call('settings.read', undefined),
    connections: (await vault.call('connections.list', undefined)).map(({ token, ...rest }) => [
      rest,
      [...(token ?? [])],
    ]),
    cursors: await vault.call('cursors.list', undefined),
    runs: await Promise.all(
      runs.map(async ({ outputFreedAt, ...kept }) => {
        const { pieces } = await vault.call('runs.read', {
          runId: kept.run.id,
          from: { stdout: 0, stderr: 0 },
          maxBytes: 1024 * 1024,
        })
        const bytes = Buffer.concat(pieces.map((piece) => piece.bytes))
        return { ...kept, freed: outputFreedAt !== undefined, output: sumOf(bytes) }
      }),
    ),
    found: found.map(({ run }) => run.id).sort(),
    archives: await Promise.all(
      archives.map(async (archive) => {
        await vault.call('archives.verify', { id: archive.id })
        const head = await vault.call('archives.read', { id: archive.id, part: 'content', offset: 0, maxBytes: 100 })
        return { ...archive, head: Buffer.from(head).toString('hex') }
      }),
    ),
    limits: (await vault.call('storage.usage', undefined)).limits,
    status: await vault.call('storage.status', undefined),
  })
}
