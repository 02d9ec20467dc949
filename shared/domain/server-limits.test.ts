import { describe, expect, it } from 'vitest'
import { learnFromGiven, learnFromRefusal, passes } from './server-limits.ts'

const asked = { cpuCount: 64, memoryMb: 65_536, ttlHours: 100 }
const now = 5

describe('what a refusal teaches', () => {
  it.each([
    ['cpu_count: must be at most 16 processors, or 0 for the default', { cpuCount: { most: 16, at: now } }],
    ['requested CPU exceeds limit of 8', { cpuCount: { most: 8, at: now } }],
    ['memory_mb exceeds maximum: 16384', { memoryMb: { most: 16_384, at: now } }],
    ['memory must not exceed 16 GB', { memoryMb: { most: 16_384, at: now } }],
    ['ttl may be up to 24h0m0s', { ttlHours: { most: 24, at: now } }],
    ['ttl: at most 86400000000000', { ttlHours: { most: 24, at: now } }],
    ['max session lifetime is 7 days', { ttlHours: { refused: 100, at: now } }],
    ['invalid cpu_count', { cpuCount: { refused: 64, at: now } }],
    // More than was asked for is no limit that was passed.
    ['cpu_count: at most 128', { cpuCount: { refused: 64, at: now } }],
    ['cpu and memory are too large', undefined],
    ['image not allowed', undefined],
  ])('%s', (words, learnt) => expect(learnFromRefusal(words, asked, now)).toEqual(learnt))
})

describe('what is given teaches', () => {
  it('a limit where it is less, and nothing where it is all', () => {
    const given = { cpuCount: 64, memoryMb: 4096, ttlHours: 23.999 }
    expect(learnFromGiven({}, asked, given, now)).toEqual({
      memoryMb: { most: 4096, at: now },
      ttlHours: { most: 24, at: now },
    })
    expect(learnFromGiven({}, asked, { ...asked, ttlHours: 99.99 }, now)).toEqual({})
  })

  it('that a limit does not hold any more', () => {
    const before = {
      cpuCount: { most: 8, at: 1 },
      memoryMb: { refused: 65_536, at: 1 },
      ttlHours: { most: 200, at: 1 },
    }
    expect(learnFromGiven(before, asked, asked, now)).toEqual({ ttlHours: { most: 200, at: 1 } })
  })
})

it('a value passes what was refused, or what is above the most', () => {
  expect(passes(undefined, 5)).toBe(false)
  expect([passes({ most: 8, at: 0 }, 8), passes({ most: 8, at: 0 }, 9)]).toEqual([false, true])
  expect([passes({ refused: 8, at: 0 }, 8), passes({ refused: 8, at: 0 }, 7)]).toEqual([true, false])
})
