import { describe, expect, it } from 'vitest'
import type { ServerSession, SessionRecord } from '../../../shared/domain/session.ts'
import type { RowSources } from './session-rows.ts'
import { sessionRow } from './session-rows.ts'

const day = 86_400_000
const now = 100 * day

const server: ServerSession = {
  id: 'a1',
  userId: 'ada',
  status: 'active',
  image: 'x',
  cpuCount: 1,
  memoryMb: 512,
  createdAt: 0,
  updatedAt: 0,
  lastActiveAt: 0,
  expiresAt: now - day,
  metadata: {},
}

function row(record: Partial<SessionRecord>, more: Partial<RowSources> = {}) {
  const whole: SessionRecord = { connectionId: 'local', sessionId: 'a1', name: 'air', lastSeen: server, ...record }
  const sources: RowSources = {
    connectionId: 'local',
    listed: new Map(),
    unread: new Set(),
    answers: true,
    touched: new Map(),
    failedAt: 0,
    records: new Map([['a1', whole]]),
    notes: new Map(),
    making: new Map(),
    keptDays: 30,
    usedAt: () => undefined,
    sandboxOf: () => undefined,
    now,
    ...more,
  }
  return sessionRow(sources, 'a1')
}

describe('a session that has ended', () => {
  it('can be brought back while its server keeps it', () => {
    expect(row({})).toMatchObject({ status: 'expired', restorable: true })
    expect(row({ lastSeen: { ...server, expiresAt: now + day } })).toMatchObject({ status: 'gone', restorable: true })
    expect(row({ lastSeen: { ...server, expiresAt: now - 31 * day } })).not.toHaveProperty('restorable')
    expect(row({}, { keptDays: undefined })).not.toHaveProperty('restorable')
  })

  it('has no row once a person deleted it, until it is listed again', () => {
    expect(row({ deletedAt: now })).toBeUndefined()
    const alive = { ...server, expiresAt: now + day }
    expect(row({ deletedAt: now }, { listed: new Map([['a1', alive]]) })).toMatchObject({ status: 'active' })
  })
})
