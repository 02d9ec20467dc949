import { describe, expect, test } from 'vitest'
import { trustOf } from './request-origin.ts'

describe('trust of a request', () => {
  test.each([
    ['127.0.0.1:4000', 'http://127.0.0.1:4000', 'same-origin'],
    ['localhost:4000', 'http://localhost:4000', 'same-origin'],
    ['127.0.0.1:4000', undefined, 'open'],
    ['localhost:4000', undefined, 'open'],
    ['127.0.0.1:4000', 'http://localhost:4000', 'refused'],
    ['127.0.0.1:4000', 'https://127.0.0.1:4000', 'refused'],
    ['127.0.0.1:4000', 'http://127.0.0.1:4001', 'refused'],
    ['127.0.0.1:4000', 'http://127.0.0.1:4000.evil.test', 'refused'],
    ['127.0.0.1:4000', 'http://evil.test', 'refused'],
    ['127.0.0.1:4000', 'null', 'refused'],
    ['127.0.0.1:4000', '', 'refused'],
    ['127.0.0.1:4000', 'app://window', 'refused'],
    ['evil.test:4000', 'http://evil.test:4000', 'refused'],
    ['evil.test:4000', undefined, 'refused'],
    ['127.0.0.1', undefined, 'refused'],
    ['127.0.0.1:4001', undefined, 'refused'],
    ['[::1]:4000', 'http://[::1]:4000', 'refused'],
    ['LOCALHOST:4000', undefined, 'refused'],
    [undefined, undefined, 'refused'],
  ])('host %s with origin %s is %s', (host, origin, trust) => {
    expect(trustOf({ host, origin }, 4000)).toBe(trust)
  })
})
