import { expect, test } from 'vitest'
import type { ErrorCode } from '../../../shared/domain/errors.ts'
import { BusyError } from './busy-error.ts'
import { parseErrorBody, withoutAddresses } from './error-body.ts'
import type { Subject } from './status-error.ts'
import { statusError } from './status-error.ts'
import { isUnclear } from './unclear.ts'

const rows: readonly (readonly [Subject, number, string, ErrorCode])[] = [
  ['sessions', 401, '{"error":"unauthorized","message":"token expired"}', 'auth'],
  ['execute', 404, 'Sandbox not found\n', 'gone'],
  ['session', 404, 'session not found\n', 'gone'],
  ['session', 400, 'session not found\n', 'gone'],
  ['session', 400, 'session expired: 1234\n\n', 'gone'],
  ['session', 400, 'session is not active: paused\n', 'server'],
  ['session', 400, 'failed to save workspace: no space', 'server'],
  ['sessions', 429, '{"error":"rate_limit_exceeded"}', 'rate-limited'],
  ['session', 502, '{"error":"service_unavailable","message":"http://localhost:9090"}', 'unavailable'],
  ['execute', 502, '{"error":"service_unavailable"}', 'outcome-unknown'],
  ['execute', 504, '', 'outcome-unknown'],
  ['execute', 500, '{"error":"internal_error"}', 'outcome-unknown'],
  ['acquire', 503, 'sandbox pool exhausted\n', 'unavailable'],
  ['session', 503, '<html>', 'unavailable'],
  ['execute', 500, 'sandbox not found: ab', 'gone'],
  ['files', 500, 'sandbox not found: ab', 'gone'],
  ['files', 404, 'sandbox not found: ab', 'gone'],
  ['files', 500, 'ls: cannot access', 'server'],
  ['execute', 500, 'failed to create exec: container is not running', 'gone'],
  ['sessions', 500, '{"error":"internal_error","message":"panic"}', 'unavailable'],
  ['sessions', 504, '', 'unavailable'],
  ['session', 409, 'both hold files', 'conflict'],
  ['execute', 413, '', 'too-large'],
  ['execute', 400, 'sandbox_id is required', 'server'],
  ['pool', 400, 'sandbox is not acquired', 'server'],
  ['health', 404, '<html>', 'unavailable'],
  ['sessions', 507, '{"error":"disk_full","message":"The disk is full."}', 'server'],
  ['sessions', 418, '', 'server'],
]

test.each(rows)('%s with %i and %j is %s', (subject, status, text, code) => {
  expect(statusError(subject, { status, text }, 0)).toMatchObject({ code, status })
})

test.each([
  ['acquire', 'sandbox pool exhausted\n', true],
  ['files', '{"error":"busy","message":"the server is busy with large files; try again"}', true],
  ['execute', 'the sandbox is being restarted', true],
  ['acquire', '<html>503 Service Unavailable</html>', false],
  ['pool', 'sandbox pool exhausted\n', false],
  ['session', '{"error":"service_unavailable"}', false],
  ['session', 'no server is available to handle this request', false],
] as const)('a 503 of %s with %j is the server’s own “no room”: %j', (subject, text, isBusy) => {
  const error = statusError(subject, { status: 503, text }, 0)
  expect(error instanceof BusyError).toBe(isBusy)
  // What a proxy lost may have been carried out.
  expect(isUnclear(error)).toBe(!isBusy)
})

test('the server’s own words are the message of a server error', () => {
  expect(statusError('pool', { status: 400, text: ' sandbox is not acquired: ab\n\n' }, 0).message).toBe(
    'sandbox is not acquired: ab',
  )
  expect(statusError('sessions', { status: 418, text: '' }, 0).message).toContain('418')
})

test.each([
  ['17', 17],
  ['0.4', 1],
  ['Thu, 01 Jan 1970 00:01:40 GMT', 100],
  ['soon', 60],
  ['86400', 300],
  ['Fri, 02 Jan 1970 00:00:00 GMT', 300],
  [undefined, 60],
])('Retry-After %j is %i seconds', (retryAfter, seconds) => {
  const refusal = { status: 429, text: '', ...(retryAfter === undefined ? {} : { retryAfter }) }
  expect(statusError('sessions', refusal, 0).retryAfter).toBe(seconds)
})

test.each([
  ['{"error":"e","message":" words "}', { code: 'e', words: 'words' }],
  ['{"error":"only this"}\n', { code: 'only this', words: 'only this' }],
  ['bare text\n\n', { words: 'bare text' }],
  ['"text"', { words: '"text"' }],
  ['<!doctype html><p>', { words: '', isPage: true }],
  ['', { words: '' }],
])('the body %j says %j', (text, said) => {
  expect(parseErrorBody(text)).toEqual(said)
})

test.each(['image node:20-slim is not allowed', 'image python:3.11 is unknown', 'at 12:30:15', 'line 3: column 4'])(
  'nothing in %j is taken for an address',
  (text) => {
    expect(withoutAddresses(text)).toBe(text)
  },
)

test.each([
  'dial tcp http://localhost:9090/x: refused',
  'dial tcp 10.0.0.7:5432: refused',
  'lookup session-svc:9091: no such host',
  'connect [::1]:9090',
  'db.internal:5432 gave up',
])('the inner address in %j is not shown', (text) => {
  expect(withoutAddresses(text)).toContain('[address]')
  expect(withoutAddresses(text)).not.toMatch(/localhost|10\.0|909\d|5432|::1/)
})
