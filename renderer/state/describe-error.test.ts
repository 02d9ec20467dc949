import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../shared/domain/errors.ts'
import { describeError } from './describe-error.ts'

describe('describeError', () => {
  it.each(errorCodes)('has one sentence for %s, in the words of the window', (code) => {
    const { title, advice } = describeError({ code, message: 'The inner words.' }, 'Sessions could not be read')
    expect(title).toMatch(/^Sessions could not be read(: | because ).*[^.]\.$/)
    expect(`${title} ${advice}`).not.toMatch(/!|please|oops|successfully|should/i)
  })

  it("puts the server's own words behind Details with their status", () => {
    const words = describeError(
      { code: 'server', message: 'quota exceeded for pool-7', status: 507 },
      'The session was not created',
    )
    expect(words.title).toBe('The session was not created: the server answered 507.')
    expect(words.details).toBe('507 quota exceeded for pool-7')
  })

  it('says a refusal itself, once', () => {
    const words = describeError({ code: 'refused', message: 'The session is paused.' }, 'It was not run')
    expect(words.title).toBe('It was not run: The session is paused.')
    expect(words.details).toBeUndefined()
  })

  it('says how long to wait where the server said so', () => {
    const words = describeError({ code: 'rate-limited', message: 'slow down', retryAfter: 3.2 }, 'It was not read')
    expect(words.advice).toBe('Try again in 4 s.')
  })
})
