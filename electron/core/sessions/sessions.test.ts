import { expect, test, vi } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'
import { createLog } from '../log.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { memoryRecords } from '../testing/memory-records.ts'
import { listsAfter } from '../testing/start-core.ts'
import { Watchable } from '../watchable.ts'
import { Sessions } from './sessions.ts'

test('a session that expires between two lists is told as expired at once', async () => {
  const now = Date.now()
  const short: ServerSession = {
    id: 'a',
    userId: 'mira',
    status: 'active',
    image: 'python:3.11-slim',
    cpuCount: 2,
    memoryMb: 2048,
    createdAt: now,
    updatedAt: now,
    lastActiveAt: now,
    expiresAt: now + 1200,
    metadata: {},
  }
  const lab: Connection = {
    id: 'lab',
    kind: 'server',
    name: 'Lab',
    address: 'https://lab.example.org',
    userId: 'mira',
    status: 'ready',
    skew: 0,
  }
  const listSessions = vi.fn(async () => [short])
  // Of all the client only the list is used here.
  const api = { listSessions } as unknown as SandboxApi
  const scheduler = new Scheduler()
  // A window that is visible as long as the test.
  void scheduler.attention.attend(true, new AbortController().signal).next()
  const sessions = new Sessions(
    {
      connections: new Watchable<readonly Connection[]>([lab]),
      source: () => ({ id: 'lab', api, userId: 'mira', now: Date.now }),
    },
    memoryRecords().sessions,
    createLog(() => undefined),
    scheduler,
  )
  const seen: string[] = []
  for await (const lists of listsAfter(sessions.watch(new AbortController().signal))) {
    const status = lists[0]?.sessions[0]?.status
    if (status !== undefined && seen.at(-1) !== status) seen.push(status)
    if (status === 'expired') break
  }
  sessions.close()
  expect(seen).toEqual(['active', 'expired'])
  expect(listSessions).toHaveBeenCalledTimes(1)
})
