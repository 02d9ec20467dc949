import { expect, test } from 'vitest'
import { urgencyOf } from './deadline.ts'
import { parseDocumentId } from './draft.ts'
import type { ServerSession } from './session.ts'
import { statusOf } from './session.ts'

const seen: ServerSession = {
  id: '5d0c5a0e-0000-4000-8000-000000000000',
  userId: 'ada',
  status: 'active',
  image: 'python:3.11-slim',
  cpuCount: 2,
  memoryMb: 2048,
  createdAt: 0,
  updatedAt: 0,
  lastActiveAt: 0,
  expiresAt: 1000,
  metadata: {},
}

test('a session is what its server says, until its time is over', () => {
  expect(statusOf(seen, undefined, 999)).toBe('active')
  expect(statusOf({ ...seen, status: 'paused' }, undefined, 999)).toBe('paused')
  expect(statusOf(seen, undefined, 1000)).toBe('expired')
})

test('a session the server does not list is expired when its time is over, else gone', () => {
  expect(statusOf(undefined, seen, 1000)).toBe('expired')
  expect(statusOf(undefined, seen, 999)).toBe('gone')
  expect(statusOf(undefined, undefined, 999)).toBe('gone')
})

test('the end draws near in steps', () => {
  expect(urgencyOf(60 * 60_000, 0)).toBe('calm')
  expect(urgencyOf(60 * 60_000 - 1, 0)).toBe('late')
  expect(urgencyOf(5 * 60_000 - 1, 0)).toBe('last')
  expect(urgencyOf(1, 1)).toBe('over')
})

test('a document id names a file or a scratch cell, and nothing else', () => {
  expect(parseDocumentId('file:/workspace/a:b.py')).toEqual({ kind: 'file', path: '/workspace/a:b.py' })
  expect(parseDocumentId('scratch:12')).toEqual({ kind: 'scratch', number: 12 })
  for (const id of ['', 'file:a.py', 'scratch:0', 'scratch:-1', 'scratch:1e3', 'x'])
    expect(parseDocumentId(id)).toBeUndefined()
})
