import { describe, expect, test } from 'vitest'
import { OneTimeTokens } from './one-time-tokens.ts'

describe('one-time tokens', () => {
  test('a token works once, then it is used', () => {
    const tokens = new OneTimeTokens()
    const token = tokens.mint()
    expect(tokens.redeem(token)).toBe('ok')
    expect(tokens.redeem(token)).toBe('used')
    expect(tokens.redeem(token)).toBe('used')
  })

  test('what was never minted is wrong', () => {
    const tokens = new OneTimeTokens()
    const token = tokens.mint()
    expect(tokens.redeem('')).toBe('wrong')
    expect(tokens.redeem(`${token}x`)).toBe('wrong')
    expect(tokens.redeem(token.slice(0, -1))).toBe('wrong')
    expect(tokens.redeem('__proto__')).toBe('wrong')
    expect(new OneTimeTokens().redeem(token)).toBe('wrong')
  })

  test('each token is new and has 256 bits', () => {
    const tokens = new OneTimeTokens()
    const minted = Array.from({ length: 50 }, () => tokens.mint())
    expect(new Set(minted).size).toBe(50)
    for (const token of minted) expect(token).toMatch(/^[\w-]{43}$/)
  })

  test('used tokens are forgotten in the end, fresh ones never', () => {
    const tokens = new OneTimeTokens()
    const fresh = tokens.mint()
    const used = tokens.mint()
    tokens.redeem(used)
    for (let count = 0; count < 1500; count += 1) tokens.redeem(tokens.mint())
    expect(tokens.redeem(used)).toBe('wrong')
    expect(tokens.redeem(fresh)).toBe('ok')
  })
})
