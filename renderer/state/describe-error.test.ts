import { describe, expect, it } from 'vitest'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { errorCodes, errorReasons } from '../../shared/domain/errors.ts'
import { describeError } from './describe-error.ts'

const what = 'Sessions could not be read'

/** Each code by itself, and each reason. */
const kinds: readonly ErrorData[] = [
  ...errorCodes.map((code) => ({ code, message: 'The inner words.' })),
  ...errorReasons.map((reason) => ({ code: 'unavailable' as const, reason, message: 'The inner words.' })),
]

describe('describeError', () => {
  it.each(kinds)('has one sentence and something to do for $code $reason', (error) => {
    const { title, advice, actions } = describeError(error, what)
    expect(title).toMatch(/^Sessions could not be read(: | because )[^.]*[^.\s]\.$/)
    expect(advice).toMatch(/^$|^[A-Z].*\.$/)
    expect(`${title} ${advice}`).not.toMatch(/!|please|oops|successfully|should/i)
    expect(actions.length).toBeGreaterThan(0)
  })

  it.each(['outcome-unknown'] as const)('never offers another try where it may have happened: %s', (code) => {
    expect(describeError({ code, message: '' }, what).actions).not.toContain('retry')
  })

  it('puts the server’s own words behind Details, with their status and the id of the request', () => {
    const error: ErrorData = { code: 'server', message: 'quota exceeded for pool-7', status: 507 }
    const words = describeError(error, 'The session was not created')
    expect(words.title).toBe('The session was not created: the server answered 507.')
    expect(words.details).toBe('Status 507\nRequest id none was sent\nquota exceeded for pool-7')
    expect(describeError({ ...error, requestId: 'a-7' }, what).details).toContain('Request id a-7\n')
  })

  it('says a refusal itself, once', () => {
    const words = describeError({ code: 'refused', message: 'The session is paused.' }, 'It was not run')
    expect(words.title).toBe('It was not run: the session is paused.')
    expect(words.details).toBeUndefined()
  })

  it.each([
    ['/a: b/c', '/a: b/c cannot be read', '/a: b/c cannot be read: permission denied.'],
    ['/workspace/a.py', 'a.py was not saved', 'a.py was not saved: permission denied.'],
    ['/workspace/a.py', 'b.py was not saved', 'b.py was not saved: /workspace/a.py: permission denied.'],
  ])('names a path once: %s, %s', (path, title, words) => {
    expect(describeError({ code: 'refused', message: `${path}: permission denied.` }, title).title).toBe(words)
  })

  it('keeps the capital of a name at the beginning of a refusal', () => {
    expect(describeError({ code: 'refused', message: 'Python is busy.' }, what).title).toBe(`${what}: Python is busy.`)
  })

  it('says how long to wait where the server said so', () => {
    const words = describeError({ code: 'rate-limited', message: 'slow down', retryAfter: 3.2 }, 'It was not read')
    expect(words.advice).toBe('Try again in 4 s.')
  })
})
