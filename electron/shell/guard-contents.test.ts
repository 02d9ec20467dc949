import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { GuardedContents } from './guard-contents.ts'
import { guardContents } from './guard-contents.ts'

class Contents extends EventEmitter {
  openHandler: ((details: unknown) => { action: string }) | undefined
  setWindowOpenHandler(handler: () => { action: string }) {
    this.openHandler = handler
  }
}

function guarded() {
  const contents = new Contents()
  const refused: string[] = []
  guardContents(contents as unknown as GuardedContents, (what) => refused.push(what))
  return { contents, refused }
}

/** Emits a preventable event and says whether it was prevented. */
function prevented(contents: Contents, name: string, fields: object, ...args: unknown[]): boolean {
  let stopped = false
  const preventDefault = () => {
    stopped = true
  }
  contents.emit(name, { ...fields, preventDefault }, ...args)
  return stopped
}

describe('guarded contents', () => {
  test('a navigation away is prevented, in the form of every version of Electron', () => {
    const { contents, refused } = guarded()
    // Since 25 the event has the fields, before it came with arguments.
    expect(prevented(contents, 'will-navigate', { url: 'https://example.org/', isMainFrame: true })).toBe(true)
    expect(prevented(contents, 'will-navigate', {}, 'https://example.org/')).toBe(true)
    expect(prevented(contents, 'will-navigate', {}, 'file:///etc/passwd')).toBe(true)
    expect(prevented(contents, 'will-navigate', {})).toBe(true)
    expect(refused).toHaveLength(4)
  })

  test('the page may load itself again', () => {
    const { contents, refused } = guarded()
    expect(prevented(contents, 'will-navigate', { url: 'app://window/', isMainFrame: true })).toBe(false)
    expect(prevented(contents, 'will-navigate', {}, 'app://window/')).toBe(false)
    expect(prevented(contents, 'will-frame-navigate', { url: 'app://window/', isMainFrame: true })).toBe(false)
    expect(refused).toEqual([])
  })

  test('frames navigate nowhere, and every redirect is prevented', () => {
    const { contents } = guarded()
    expect(prevented(contents, 'will-frame-navigate', { url: 'app://window/', isMainFrame: false })).toBe(true)
    expect(prevented(contents, 'will-frame-navigate', { url: 'https://example.org/', isMainFrame: false })).toBe(true)
    expect(prevented(contents, 'will-frame-navigate', {})).toBe(true)
    expect(prevented(contents, 'will-redirect', { url: 'app://window/', isMainFrame: true })).toBe(true)
  })

  test('no webview is attached and no window is opened', () => {
    const { contents, refused } = guarded()
    expect(prevented(contents, 'will-attach-webview', {}, {}, {})).toBe(true)
    expect(contents.openHandler?.({ url: 'app://window/' })).toEqual({ action: 'deny' })
    expect(contents.openHandler?.({ url: 'https://example.org/' })).toEqual({ action: 'deny' })
    expect(refused).toEqual(['a webview', 'a new window', 'a new window'])
  })
})
