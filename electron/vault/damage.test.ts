import { createHash, randomUUID } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '../../shared/domain/run.ts'
import { temporaryFolder } from '../children/testing/folders.ts'
import { StoreOpener } from './store-opener.ts'

const rounds = process.env.PROVE ? 1500 : 12

const session = { connectionId: 'local', sessionId: 's1' }
const count = 40
const text = (index: number) => `the text of draft ${index} `.repeat(20)
const draftOf = (index: number) => ({ session, documentId: `scratch:${index + 1}`, text: text(index), revision: 1 })
const recordOf = (index: number) => ({
  connectionId: 'local',
  sessionId: `s${index}`,
  name: `session ${index}`,
  asOf: index,
})
const ids = Array.from({ length: count }, () => randomUUID())
const runOf = (index: number): Run => ({
  id: ids[index] ?? '',
  session,
  kind: 'command',
  title: `make target${index}`,
  language: 'bash',
  limit: 20,
  startedAt: index,
  state: { name: 'settled', at: 9, facts: { exitCode: index, output: { kind: 'complete' } } },
  stdoutBytes: 4,
  stderrBytes: 0,
})

/** What of all of it is there; throws when something is there that is not as it was written. */
async function look(opener: StoreOpener) {
  const drafts = await opener.ask((store) => store.drafts.list(session))
  for (const { keptAt: _, ...draft } of drafts) {
    const index = Number(draft.documentId.slice('scratch:'.length)) - 1
    expect(draft).toEqual(draftOf(index))
  }
  const sessions = await opener.ask((store) => store.sessions.list('local'))
  for (const record of sessions) expect(record).toEqual(recordOf(record.asOf ?? -1))
  const runs = await opener.ask((store) => store.runs.list(session, 100))
  for (const { run } of runs) expect(run).toEqual(runOf(run.startedAt))
  const found = await opener.ask((store) => store.runs.search({ text: 'make', limit: 100 }))
  for (const { run } of found) expect(run).toEqual(runOf(run.startedAt))
  return { drafts: drafts.length, sessions: sessions.length, runs: runs.length, found: found.length }
}

const whole = { drafts: count, sessions: count, runs: count, found: count }

describe('a damaged store', () => {
  let original: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    original = await temporaryFolder()
    const opener = new StoreOpener(original.path)
    await opener.ask(async (store) => {
      await Promise.all(Array.from({ length: count }, (_, index) => store.drafts.keep(draftOf(index))))
      await Promise.all(Array.from({ length: count }, (_, index) => store.sessions.put(recordOf(index))))
      await Promise.all(
        Array.from({ length: count }, (_, index) => store.runs.put({ run: runOf(index), code: text(index) })),
      )
    })
    await opener.close()
    rmSync(path.join(original.path, 'vault.sqlite.copy'))
  })
  afterAll(() => original.remove())

  /** A copy of the store with one file changed, opened; closed and removed in the end. */
  async function damaged(
    name: string,
    damage: (bytes: Buffer) => Buffer,
    use: (opener: StoreOpener, folder: string) => Promise<void>,
  ): Promise<void> {
    const folder = await temporaryFolder()
    cpSync(original.path, folder.path, { recursive: true })
    const file = path.join(folder.path, name)
    writeFileSync(file, damage(readFileSync(file)))
    const opener = new StoreOpener(folder.path)
    try {
      await use(opener, folder.path)
    } finally {
      await opener.close()
      await folder.remove()
    }
  }

  it('shows nothing wrong after any damage to a database, says that there is some, and goes on', async () => {
    const flips = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 1, max: 255 })),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('vault.sqlite', 'history.sqlite'), flips, async (name, changes) => {
        const damage = (bytes: Buffer) => {
          for (const [where, mask] of changes) {
            const at = Math.floor(where * bytes.byteLength)
            bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at)
          }
          return bytes
        }
        await damaged(name, damage, async (opener) => {
          const kept = await look(opener)
          const { movedAside, damaged: rows } = await opener.ask((store) => store.status)
          const complete = kept.drafts + kept.sessions + kept.runs === 3 * count
          if (!complete) expect(movedAside ?? rows).toMatch(/could not be read|is damaged/)
          // The other database is not touched by it.
          if (name === 'vault.sqlite') expect([kept.runs, kept.found]).toEqual([count, count])
          else expect([kept.drafts, kept.sessions]).toEqual([count, count])
          await opener.ask((store) => store.drafts.keep({ ...draftOf(0), revision: 2, text: 'typed since' }))
          await opener.ask((store) => store.runs.put({ run: { ...runOf(1), startedAt: 1000, title: 'later' } }))
          const drafts = await opener.ask((store) => store.drafts.list(session))
          expect(drafts.find(({ documentId }) => documentId === 'scratch:1')?.text).toBe('typed since')
        })
      }),
      { numRuns: rounds },
    )
  })

  it('loses what lay on a page that is gone, and nothing else', async () => {
    const pageBytes = 4096
    const bytes = readFileSync(path.join(original.path, 'vault.sqlite'))
    const page = Math.floor(bytes.indexOf(text(20)) / pageBytes)
    const erase = (all: Buffer) => all.fill(0, page * pageBytes, (page + 1) * pageBytes)
    await damaged('vault.sqlite', erase, async (opener, folder) => {
      const kept = await look(opener)
      expect(kept).toMatchObject({ ...whole, drafts: expect.any(Number) })
      expect(kept.drafts).toBeGreaterThan(count / 2)
      expect(kept.drafts).toBeLessThan(count)
      const { movedAside = '' } = await opener.ask((store) => store.status)
      const said =
        /^A part of what was kept on this computer could not be read\. The rest \(\d+ records\) was taken over; the damaged file was moved to (.+)\.$/
      const [, aside = ''] = said.exec(movedAside) ?? []
      expect(Buffer.compare(readFileSync(path.join(aside, 'vault.sqlite')), erase(Buffer.from(bytes)))).toBe(0)
      // Told once; it counts as a copy, and can be given up.
      await opener.close()
      const next = new StoreOpener(folder)
      expect(await next.ask((store) => store.status)).toEqual({})
      expect((await next.ask((store) => store.usage())).copies).toBeGreaterThan(0)
      expect(await next.ask((store) => store.free({ what: 'copies' }))).toBeGreaterThan(0)
      expect(readdirSync(folder).filter((name) => name.startsWith('broken-'))).toEqual([])
      expect(await look(next)).toEqual(kept)
      await next.close()
    })
  })

  it('takes the copy of the day when nothing can be read of the file itself', async () => {
    const folder = await temporaryFolder()
    cpSync(original.path, folder.path, { recursive: true })
    // An end makes the copy, and another one on the next day.
    const first = new StoreOpener(folder.path)
    expect(await look(first)).toEqual(whole)
    await first.close()
    const second = new StoreOpener(folder.path)
    await second.ask((store) => store.drafts.keep(draftOf(count)))
    await second.close()
    const copy = path.join(folder.path, 'vault.sqlite.copy')
    writeFileSync(path.join(folder.path, 'vault.sqlite'), 'a disk that was swapped '.repeat(1000))
    const opener = new StoreOpener(folder.path)
    expect(await look(opener)).toEqual(whole)
    const { movedAside } = await opener.ask((store) => store.status)
    expect(movedAside).toMatch(
      /^What was kept on this computer could not be read\. A copy of \d{4}-\d\d-\d\d \(\d+ records\) took/,
    )
    await opener.ask((store) => store.drafts.keep(draftOf(count)))
    await opener.close()
    const before = readFileSync(copy)
    const sameDay = new StoreOpener(folder.path)
    await sameDay.store()
    await sameDay.close()
    expect(Buffer.compare(readFileSync(copy), before)).toBe(0)
    utimesSync(copy, 0, 0)
    const nextDay = new StoreOpener(folder.path)
    await nextDay.store()
    await nextDay.close()
    expect(Buffer.compare(readFileSync(copy), before)).not.toBe(0)
    await folder.remove()
  })

  it('says that output of a run is damaged, and gives the rest of it', async () => {
    const folder = await temporaryFolder()
    const first = new StoreOpener(folder.path)
    const id = ids[0] ?? ''
    await first.ask((store) => store.runs.put({ run: runOf(0) }))
    for (const [index, words] of ['one', 'two', 'three'].entries())
      await first.ask((store) =>
        store.runs.append(id, [{ stream: 'stdout', offset: index * 10, bytes: new Uint8Array(Buffer.from(words)) }]),
      )
    await first.close()
    const file = path.join(folder.path, 'outputs', id.slice(0, 2), `${id}.output`)
    const bytes = readFileSync(file)
    bytes.write('TWO', bytes.indexOf('two'))
    writeFileSync(file, bytes)
    const opener = new StoreOpener(folder.path)
    const { pieces } = await opener.ask((store) => store.runs.read(id, { stdout: 0, stderr: 0 }, 1000))
    expect(pieces.map((piece) => Buffer.from(piece.bytes).toString())).toEqual(['one', 'three'])
    expect(await opener.ask((store) => store.status)).toEqual({
      damaged:
        'A part of what is kept on this computer is damaged and is left out: 1 run output. Everything else is there.',
    })
    await opener.close()
    await folder.remove()
  })

  it('says that an archive is damaged, and keeps the others', async () => {
    const folder = await temporaryFolder()
    const opener = new StoreOpener(folder.path)
    const archived = async (content: Buffer) => {
      const id = randomUUID()
      const sha256 = createHash('sha256').update(content).digest('hex')
      const parts = { content: { bytes: content.byteLength, sha256 } }
      await opener.ask((store) => store.archives.begin({ id, session, createdAt: 1, about: null }))
      await opener.ask((store) => store.archives.append(id, 'content', 0, content))
      await opener.ask((store) => store.archives.finish(id, parts))
      return { id, file: path.join(folder.path, 'archives', 'content', sha256.slice(0, 2), sha256) }
    }
    const one = await archived(Buffer.from('the first'))
    const other = await archived(Buffer.from('the second'))
    writeFileSync(one.file, 'the f1rst')
    const verify = (id: string) => opener.ask((store) => store.archives.verify(id))
    await expect(verify(one.id)).rejects.toThrow(/^This archive is damaged on the disk of this computer/)
    rmSync(one.file)
    await expect(opener.ask((store) => store.archives.read(one.id, 'content', 0, 9))).rejects.toThrow(/is damaged/)
    await verify(other.id)
    await opener.close()
    await folder.remove()
  })
})
