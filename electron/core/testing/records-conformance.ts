import { createHash, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Run, RunFacts } from '../../../shared/domain/run.ts'
import { defaultSettings } from '../../../shared/domain/settings.ts'
import type { Records } from '../records/records.ts'

/** Records under test, and how they end. */
export interface OpenRecords {
  readonly records: Records
  close(): Promise<void>
}

const session = { connectionId: 'local', sessionId: 's1' }
const other = { connectionId: 'local', sessionId: 's2' }

/** What every kind of records keeps to. */
export function recordsConformance(open: () => Promise<OpenRecords>): void {
  let opened: OpenRecords
  let records: Records
  beforeEach(async () => {
    opened = await open()
    records = opened.records
  })
  afterEach(() => opened.close())

  it('keeps records of sessions', async () => {
    const record = {
      ...session,
      name: 'One',
      asOf: 5,
      labels: ['gpu', 'ada’s'],
      ownSandboxId: 'ab12cd34',
      keepAliveUntil: 6.5,
    }
    await records.sessions.put(record)
    expect(await records.sessions.list('local')).toEqual([record])
    expect(await records.sessions.list('lab')).toEqual([])
    const runs = [makeRun({}), makeRun({ session: other })]
    for (const run of runs) await records.runs.put({ run })
    await records.sessions.remove(session)
    expect(await records.sessions.list('local')).toEqual([])
    expect(await records.runs.list(session, 10)).toEqual([])
    expect(await records.runs.list(other, 10)).toHaveLength(1)
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

  it('keeps what runs of a session begin with', async () => {
    const options = {
      workDir: '/tmp',
      env: [
        { name: 'A', value: '1' },
        { name: 'KEY', sealed: 'AAEC' },
      ],
    }
    expect(await records.runOptions.get(session)).toEqual({ env: [] })
    await records.runOptions.put(session, options)
    expect(await records.runOptions.get(session)).toEqual(options)
    expect(await records.runOptions.get(other)).toEqual({ env: [] })
    await records.runOptions.remove(session)
    expect(await records.runOptions.get(session)).toEqual({ env: [] })
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

  it('keeps runs by session in the order of their start, and what is not over of all', async () => {
    const first = { run: makeRun({ startedAt: 1 }), sandboxId: 'abcd1234' }
    const second = { run: makeRun({ startedAt: 2, state: settled({ exitCode: 0 }) }) }
    const third = { run: makeRun({ startedAt: 3, session: other }) }
    for (const kept of [third, second, first]) await records.runs.put(kept)
    expect(await records.runs.list(session, 10)).toEqual([first, second])
    expect(await records.runs.list(session, 1)).toEqual([second])
    expect(await records.runs.count({ ...session })).toBe(2)
    expect(await records.runs.unsettled()).toEqual([first, third])
    const ended = { ...first, run: { ...first.run, state: settled({ exitCode: 1 }) } }
    await records.runs.put(ended)
    expect(await records.runs.get(first.run.id)).toEqual(ended)
    expect(await records.runs.unsettled()).toEqual([third])
    await records.runs.removeAll({ ...session })
    expect(await records.runs.list(session, 10)).toEqual([])
    await expect(records.runs.get(first.run.id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('keeps output by offset: repeated, overlapping and with a gap', async () => {
    const { run } = { run: makeRun({}) }
    const start = { stdout: 0, stderr: 0 }
    await expect(records.runs.append(run.id, [])).rejects.toMatchObject({ code: 'not-found' })
    await records.runs.put({ run })
    expect(await records.runs.read(run.id, start, 100)).toEqual({ pieces: [], ends: start })
    await records.runs.append(run.id, [piece('stdout', 0, 'hello'), piece('stderr', 0, 'oh')])
    await records.runs.append(run.id, [piece('stdout', 0, 'hello')])
    await records.runs.append(run.id, [piece('stdout', 3, 'lo world')])
    await records.runs.append(run.id, [piece('stdout', 100, 'later')])
    const all = [piece('stdout', 0, 'hello'), piece('stderr', 0, 'oh'), piece('stdout', 5, ' world')]
    const gap = piece('stdout', 100, 'later')
    expect(await records.runs.read(run.id, start, 1000)).toEqual({
      pieces: [...all, gap],
      ends: { stdout: 105, stderr: 2 },
    })
    expect((await records.runs.read(run.id, start, 6)).pieces).toEqual([
      piece('stdout', 0, 'hello'),
      piece('stderr', 0, 'o'),
    ])
    expect((await records.runs.read(run.id, { stdout: 7, stderr: 2 }, 1000)).pieces).toEqual([
      piece('stdout', 7, 'orld'),
      gap,
    ])
    expect((await records.runs.read(run.id, { stdout: 105, stderr: 2 }, 1000)).pieces).toEqual([])
  })

  it('finds runs by words of title, code and output, the newest first', async () => {
    const code = { run: makeRun({ startedAt: 1, title: 'analysis.py' }), code: 'import pandas as pd' }
    const output = { run: makeRun({ startedAt: 2, title: 'make' }) }
    const elsewhere = { run: makeRun({ startedAt: 3, title: 'pandas again', session: other }) }
    for (const kept of [code, output, elsewhere]) await records.runs.put(kept)
    await records.runs.append(output.run.id, [piece('stdout', 0, 'ModuleNotFoundError: Pandas\n')])
    await records.runs.put({ run: { ...output.run, state: settled({ exitCode: 1 }) } })
    const found = async (text: string, more: object = {}) =>
      (await records.runs.search({ text, limit: 10, ...more })).map(({ run }) => run.startedAt)
    expect(await found('panda')).toEqual([3, 2, 1])
    expect(await found('panda', { session })).toEqual([2, 1])
    expect(await found('panda', { connectionId: 'lab' })).toEqual([])
    expect(await found('pandas import')).toEqual([1])
    expect(await found('"pandas" AND ( NOT')).toEqual([])
    expect(await found(' !? ')).toEqual([])
    expect(await found('')).toEqual([3, 2, 1])
    expect(await found(' ', { session })).toEqual([2, 1])
  })

  it('finds every run once page by page, also of equal and out-of-order starts', async () => {
    // The clock was set back between.
    const starts = [5, 5, 5, 9, 2, 2, 7]
    for (const startedAt of starts) await records.runs.put({ run: makeRun({ startedAt, title: 'make all' }) })
    for (const text of ['make', '']) {
      for (const limit of [1, 2, 3, 7]) {
        const found: number[] = []
        for (let before: number | undefined; ; ) {
          const page = await records.runs.search({ text, limit, ...(before === undefined ? {} : { before }) })
          found.push(...page.map(({ run }) => run.startedAt))
          before = page.at(-1)?.place
          if (before === undefined) break
        }
        expect(found).toEqual(starts.toReversed())
      }
    }
  })

  it('gives up output when asked to, and says so', async () => {
    const over = makeRun({ startedAt: 1, state: settled({ exitCode: 0 }) })
    const later = makeRun({ startedAt: 9, state: settled({ exitCode: 0 }) })
    const running = makeRun({ startedAt: 1 })
    for (const run of [over, later, running]) {
      await records.runs.put({ run })
      await records.runs.append(run.id, [piece('stdout', 0, 'printed')])
    }
    expect(await records.storage.freeOutputs(5)).toBeGreaterThanOrEqual(7)
    const read = async (run: Run) => (await records.runs.read(run.id, { stdout: 0, stderr: 0 }, 100)).pieces.length
    expect(await Promise.all([over, later, running].map(read))).toEqual([0, 1, 1])
    expect(await records.runs.get(over.id)).toMatchObject({ run: over, outputFreedAt: expect.any(Number) })
    expect(await records.runs.get(later.id)).not.toHaveProperty('outputFreedAt')
    // Kept again, as after a late look at its processes, it still says so.
    await records.runs.put({ run: over })
    expect(await records.runs.get(over.id)).toHaveProperty('outputFreedAt')
    const limits = { outputDays: 7, outputBytes: 1024, runs: 500 }
    await records.storage.setLimits(limits)
    expect(await records.storage.usage()).toMatchObject({ limits })
    expect(await records.storage.freeCopies()).toBe(0)
  })

  it('takes an archive piece by piece and gives it back, whole or not at all', async () => {
    const id = randomUUID()
    const content = Buffer.alloc(300_000, 'tar of a workspace ')
    const manifest = Buffer.from('{"files":1}')
    const begun = { id, session, createdAt: 7, about: { files: 1 } }
    const parts = { content: sumOf(content), manifest: sumOf(manifest) }
    await expect(records.archives.append(id, 'content', 0, content)).rejects.toMatchObject({ code: 'not-found' })
    expect(await records.archives.begin({ ...begun })).toEqual({})
    await Promise.all([
      records.archives.append(id, 'content', 0, content.subarray(0, 200_000)),
      records.archives.append(id, 'content', 200_000, content.subarray(200_000, 250_000)),
      records.archives.append(id, 'manifest', 0, manifest),
    ])
    await expect(records.archives.append(id, 'content', 260_000, manifest)).rejects.toMatchObject({ code: 'conflict' })
    // Begun again, as after a crash.
    expect(await records.archives.begin(begun)).toEqual({ content: 250_000, manifest: manifest.byteLength })
    await records.archives.append(id, 'content', 240_000, content.subarray(240_000))
    expect(await records.archives.list()).toEqual([])
    await expect(records.archives.read(id, 'content', 0, 10)).rejects.toMatchObject({ code: 'not-found' })
    const archive = { ...begun, parts }
    expect(await records.archives.finish(id, parts)).toEqual(archive)
    expect(await records.archives.finish(id, parts)).toEqual(archive)
    await records.archives.append(id, 'content', 0, content.subarray(0, 5))
    expect(await records.archives.list(session)).toEqual([archive])
    expect(await records.archives.list(other)).toEqual([])
    await records.archives.verify(id)
    const head = await records.archives.read(id, 'content', 0, 200_000)
    const tail = await records.archives.read(id, 'content', 200_000, 1024 * 1024)
    expect(Buffer.compare(Buffer.concat([head, tail]), content)).toBe(0)
    await records.archives.remove(id)
    await records.archives.remove(id)
    expect(await records.archives.list()).toEqual([])
  })

  it('refuses an archive that did not arrive as it was sent, and takes it when it is sent again', async () => {
    const id = randomUUID()
    const content = Buffer.from('as it was sent')
    const send = async (bytes: Buffer) => {
      await records.archives.begin({ id, session, createdAt: 7, about: null })
      await records.archives.append(id, 'content', 0, bytes)
      await records.archives.finish(id, { content: sumOf(content) })
    }
    await expect(send(Buffer.from('as it was seNt'))).rejects.toMatchObject({ code: 'conflict' })
    expect(await records.archives.list()).toEqual([])
    await records.archives.remove(id)
    await send(content)
    expect(await records.archives.list()).toHaveLength(1)
    // Nothing arrived of this one, and nothing had to of the next.
    const [nothing, empty] = [randomUUID(), randomUUID()]
    for (const each of [nothing, empty]) await records.archives.begin({ id: each, session, createdAt: 8, about: null })
    const missing = records.archives.finish(nothing, { manifest: sumOf(Buffer.from('x')) })
    await expect(missing).rejects.toMatchObject({ code: 'conflict' })
    await records.archives.finish(empty, { manifest: sumOf(Buffer.alloc(0)) })
    expect((await records.archives.list()).map((archive) => archive.id)).toEqual([empty, id])
  })
}

const settled = (facts: Partial<RunFacts>): Run['state'] => ({
  name: 'settled',
  at: 10,
  facts: { output: { kind: 'complete' }, ...facts },
})

function makeRun(over: Partial<Run>): Run {
  return {
    id: randomUUID(),
    session,
    kind: 'command',
    title: 'make',
    language: 'bash',
    limit: 20,
    startedAt: 1,
    state: { name: 'running', since: 1 },
    stdoutBytes: 0,
    stderrBytes: 0,
    ...over,
  }
}

function piece(stream: 'stdout' | 'stderr', offset: number, text: string) {
  return { stream, offset, bytes: new Uint8Array(Buffer.from(text)) }
}

function sumOf(bytes: Buffer) {
  return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') }
}
