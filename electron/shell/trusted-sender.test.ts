import { describe, expect, test } from 'vitest'
import { isTrustedSender } from './trusted-sender.ts'

const page = { url: 'app://window/', parent: null }

describe('sender check', () => {
  test('takes the main frame of the window with our page in it', () => {
    expect(isTrustedSender(page, page)).toBe(true)
  })

  test('refuses a frame that has gone', () => {
    expect(isTrustedSender(null, page)).toBe(false)
    expect(isTrustedSender(undefined, page)).toBe(false)
    expect(isTrustedSender(null, null)).toBe(false)
    expect(isTrustedSender(page, null)).toBe(false)
    expect(isTrustedSender(undefined, undefined)).toBe(false)
  })

  test('refuses the page of another window, even with our address', () => {
    expect(isTrustedSender({ ...page }, page)).toBe(false)
  })

  test('refuses a frame inside our page', () => {
    const inner = { url: 'app://window/', parent: page }
    expect(isTrustedSender(inner, page)).toBe(false)
    expect(isTrustedSender(inner, inner)).toBe(false)
  })

  test.each([
    '',
    'about:blank',
    'https://example.org/',
    'file:///x',
    'app://other/',
    'data:text/html,x',
    'app://window/x.js',
  ])('refuses the main frame when it shows %j', (url) => {
    const frame = { url, parent: null }
    expect(isTrustedSender(frame, frame)).toBe(false)
  })
})
