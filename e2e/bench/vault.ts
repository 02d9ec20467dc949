import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { VaultContract } from '../../electron/vault/contract.ts'
import { startVault } from '../../electron/vault/testing/start-vault.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { Client } from '../../shared/wire/client.ts'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { median, report, rounded, timed } from './measure.ts'

// The vault as main uses it, over its wire: appending output, looking up a record, searching 100,000 runs.

const session = { connectionId: 'local', sessionId: 's1' }
const megabyte = 1024 * 1024
const words = 'import numpy pandas plot train model loss epoch data frame column table write read test'.split(' ')
const codeOf = (index: number) =>
  Array.from(
    { length: 40 },
    (_, line) => `${words[(index * 31 + line * 7) % words.length]}_${(index * line) % 997}`,
  ).join('\n')

const folder = makeDataFolder()
const vault = startVault(folder.path)
const { client } = vault
try {
  await append(client)
  await lookUp(client)
  await search(client)
} finally {
  await vault.end()
  await folder.remove()
}

/** Output of one run, several pieces on their way at once; beside it the same bytes appended to a file, synced as often. */
async function append(asked: Client<VaultContract>): Promise<void> {
  const total = 128
  const piece = new Uint8Array(megabyte).fill(97)
  const ours: number[] = []
  const plain: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const id = randomUUID()
    await asked.call('runs.put', { run: runOf(id, round) })
    ours.push(
      await timed(async () => {
        const under = new Set<Promise<void>>()
        for (let index = 0; index < total; index += 1) {
          const pieces = [{ stream: 'stdout' as const, offset: index * megabyte, bytes: piece }]
          const sent = asked.call('runs.append', { runId: id, pieces }).finally(() => under.delete(sent))
          under.add(sent)
          if (under.size >= 8) await Promise.race(under)
        }
        await Promise.all(under)
      }),
    )
    plain.push(
      await timed(async () => {
        const file = await open(path.join(folder.path, `plain-${round}`), 'w')
        for (let index = 0; index < total; index += 1) {
          await file.write(piece)
          await file.datasync()
        }
        await file.close()
      }),
    )
  }
  const rate = (times: readonly number[]) => rounded((total * 1000) / median(times))
  report({
    name: 'vault: output appended and acknowledged on disk, 1 MiB pieces over the wire',
    value: rate(ours),
    unit: 'MB/s',
    target: '>= 80',
    met: rate(ours) >= 80,
    comparedWith: { name: 'a file, written and fdatasynced 1 MiB at a time in this process', value: rate(plain) },
  })
}

/** One draft's list of a session among 10,000 records; beside it the same row read by SQLite in this process. */
async function lookUp(asked: Client<VaultContract>): Promise<void> {
  const count = 10_000
  const put = (index: number) =>
    asked.call('drafts.keep', {
      session: { connectionId: 'local', sessionId: `s${index}` },
      documentId: 'scratch:1',
      text: `print(${index})\n`.repeat(50),
      revision: 1,
    })
  for (let from = 0; from < count; from += 500)
    await Promise.all(Array.from({ length: 500 }, (_, index) => put(from + index)))
  const ours: number[] = []
  for (let index = 0; index < 2000; index += 1) {
    const sessionId = `s${(index * 7919) % count}`
    ours.push(await timed(() => asked.call('drafts.list', { connectionId: 'local', sessionId })))
  }
  const database = new Database(path.join(folder.path, 'plain.sqlite'))
  database.exec('CREATE TABLE drafts (session TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID')
  const insert = database.prepare('INSERT INTO drafts VALUES (?, ?)')
  database.transaction(() => {
    for (let index = 0; index < count; index += 1) insert.run(`s${index}`, `print(${index})\n`.repeat(50))
  })()
  const read = database.prepare('SELECT text FROM drafts WHERE session = ?')
  const plain: number[] = []
  for (let index = 0; index < 2000; index += 1)
    plain.push(await timed(async () => read.get(`s${(index * 7919) % count}`)))
  database.close()
  report({
    name: 'vault: look-up of one record among 10,000 over the wire, p95',
    value: rounded(p95(ours)),
    unit: 'ms',
    target: '< 2',
    met: p95(ours) < 2,
    comparedWith: { name: 'SQLite in this process, p95', value: rounded(p95(plain)) },
    details: { median: rounded(median(ours)) },
  })
}

/** The slowest of several questions, common and rare words; beside it a scan of the same texts by SQLite's LIKE. */
async function search(asked: Client<VaultContract>): Promise<void> {
  const count = 100_000
  for (let from = 0; from < count; from += 1000)
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) =>
        asked.call('runs.put', { run: runOf(randomUUID(), from + index), code: codeOf(from + index) }),
      ),
    )
  const questions = ['import', 'train model', 'target77', 'pand', 'numpy target99999', 'nothinglikeit', 'e']
  const ours: number[] = []
  for (const text of questions) {
    const times: number[] = []
    for (let round = 0; round < 9; round += 1)
      times.push(await timed(() => asked.call('runs.search', { text, limit: 50 })))
    ours.push(median(times))
  }
  const database = new Database(':memory:')
  database.exec('CREATE TABLE texts (text TEXT NOT NULL)')
  const insert = database.prepare('INSERT INTO texts VALUES (?)')
  database.transaction(() => {
    for (let index = 0; index < count; index += 1) insert.run(codeOf(index))
  })()
  const scan = database.prepare('SELECT rowid FROM texts WHERE text LIKE ? ORDER BY rowid DESC LIMIT 50')
  const plain: number[] = []
  for (let round = 0; round < 5; round += 1) plain.push(await timed(async () => scan.all('%nothinglikeit%')))
  database.close()
  const slowest = Math.max(...ours)
  report({
    name: 'vault: search over 100,000 runs, the slowest of seven questions',
    value: rounded(slowest),
    unit: 'ms',
    target: '< 100',
    met: slowest < 100,
    comparedWith: { name: 'LIKE over the same code in memory, without an index', value: rounded(median(plain)) },
    details: Object.fromEntries(questions.map((text, index) => [text, rounded(ours[index] ?? Number.NaN)])),
  })
}

function p95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
}

function runOf(id: string, startedAt: number): Run {
  const common = { kind: 'command', title: `make target${startedAt}`, language: 'bash', limit: 20 } as const
  return { id, session, ...common, startedAt, state: { name: 'running', since: 1 }, stdoutBytes: 0, stderrBytes: 0 }
}
