import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { SessionList } from '../../../shared/domain/session.ts'
import { readLogs } from './read-logs.ts'
import type { ReportSources } from './report.ts'
import { makeReport } from './report.ts'

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cloud-sandbox-logs-'))
  await mkdir(path.join(folder, 'logs'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = async (name: string, text: string) => await writeFile(path.join(folder, 'logs', name), text)

test('an old log comes before the present one, ids and tokens are left out', async () => {
  await put('main.old.log', 'first\n')
  await put('main.log', 'Authorization: Bearer abc.def\nsession 5d0c5a0e-1111-4222-8333-444455556666\n')
  await put('local-server.log', 'up\n')
  await put('notes.txt', 'not a log')
  expect(await readLogs(folder)).toEqual([
    { name: 'local-server', text: 'up\n', isCut: false },
    { name: 'main', text: 'first\nAuthorization: [hidden] [token]\nsession 5d0c5a0e-…\n', isCut: false },
  ])
})

test('of a large one whole lines of its end are read', async () => {
  await put('main.log', Array.from({ length: 100_000 }, (_, line) => `line ${line}`).join('\n'))
  const [log] = await readLogs(folder)
  expect(log?.isCut).toBe(true)
  expect(log?.text.split('\n')[0]).toMatch(/^line \d+$/)
  expect(log?.text.endsWith('line 99999')).toBe(true)
})

test('a folder without logs has none', async () => {
  expect(await readLogs(path.join(folder, 'nowhere'))).toEqual([])
})

const lab: Connection = {
  id: 'lab',
  kind: 'server',
  name: 'Our lab',
  address: 'https://lab.example.org:8443',
  userId: 'ada.lovelace',
  status: 'offline',
  error: { code: 'offline', message: 'connect ECONNREFUSED lab.example.org' },
  skew: 0,
}
const list = {
  connectionId: 'lab',
  state: 'current',
  sessions: [{ connectionId: 'lab', sessionId: 'a', name: 'secret-project', status: 'active' }],
} as const satisfies SessionList

const sources: ReportSources = {
  version: '1.2.3',
  host: 'electron',
  platform: 'linux',
  connections: [lab],
  lists: [list],
  storeProblem: undefined,
  logs: [
    {
      name: 'main',
      text: 'asked https://lab.example.org:8443/api for ada.lovelace, secret-project in /home/ada/data\n',
      isCut: false,
    },
  ],
  home: '/home/ada',
  now: 0,
}

test('a report tells versions, states and lines, and nothing of the person', () => {
  const report = makeReport(sources)
  expect(report).toContain('Cloud Sandbox Desktop 1.2.3, electron, linux')
  expect(report).toContain('Connection 1: a server, offline, error offline, sessions: 1 active')
  expect(report).toContain('asked [connection]/api for [connection], [session] in ~/data')
  for (const word of ['lab.example.org', 'lovelace', 'secret-project', '/home/ada', 'Our lab'])
    expect(report).not.toContain(word)
})
