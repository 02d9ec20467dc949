import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { GuardedSession } from './guard-session.ts'
import { guardSession } from './guard-session.ts'

type Handler = (...args: unknown[]) => unknown

class FakeSession extends EventEmitter {
  handlers: Record<string, Handler> = {}
  spellChecker = true
  webRequest = { onBeforeRequest: (handler: Handler) => this.#keep('request', handler) }
  setPermissionRequestHandler = (handler: Handler) => this.#keep('permissionRequest', handler)
  setPermissionCheckHandler = (handler: Handler) => this.#keep('permissionCheck', handler)
  setDevicePermissionHandler = (handler: Handler) => this.#keep('device', handler)
  setDisplayMediaRequestHandler = (handler: Handler) => this.#keep('displayMedia', handler)
  setSpellCheckerEnabled = (enabled: boolean) => {
    this.spellChecker = enabled
  }
  #keep(name: string, handler: Handler) {
    this.handlers[name] = handler
  }
}

function guarded(development = false) {
  const session = new FakeSession()
  guardSession(session as unknown as GuardedSession, development)
  const answerTo = (name: string, ...args: unknown[]) => {
    let answer: unknown
    session.handlers[name]?.(...args, (value: unknown) => {
      answer = value
    })
    return answer
  }
  return { session, answerTo }
}

describe('guarded session', () => {
  test('permission requests are answered by the policy', () => {
    const { session } = guarded()
    const request = (permission: string, details: object) => {
      let answer: unknown
      session.handlers.permissionRequest?.(
        {},
        permission,
        (value: unknown) => {
          answer = value
        },
        details,
      )
      return answer
    }
    const own = { isMainFrame: true, requestingUrl: 'app://window/' }
    expect(request('clipboard-sanitized-write', own)).toBe(true)
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'clipboard-read',
      'fullscreen',
    ]) {
      expect(request(permission, own)).toBe(false)
    }
  })

  test('permission checks, devices and screens are refused', () => {
    const { session, answerTo } = guarded()
    const check = session.handlers.permissionCheck
    expect(check?.(null, 'clipboard-sanitized-write', 'app://window/', { isMainFrame: true })).toBe(true)
    expect(check?.(null, 'clipboard-sanitized-write', 'https://example.org/', { isMainFrame: true })).toBe(false)
    expect(check?.(null, 'media', 'app://window/', { isMainFrame: true })).toBe(false)
    expect(session.handlers.device?.({})).toBe(false)
    expect(answerTo('displayMedia', {})).toBeNull()
  })

  test('no request leaves the window', () => {
    const { answerTo } = guarded()
    expect(answerTo('request', { url: 'https://example.org/' })).toEqual({ cancel: true })
    expect(answerTo('request', { url: 'file:///etc/passwd' })).toEqual({ cancel: true })
    expect(answerTo('request', { url: 'devtools://devtools/' })).toEqual({ cancel: true })
    expect(answerTo('request', { url: 'app://window/index.html' })).toEqual({ cancel: false })
  })

  test('nothing is downloaded, and no dictionary for spelling is fetched', () => {
    const { session } = guarded()
    let stopped = false
    session.emit('will-download', {
      preventDefault: () => {
        stopped = true
      },
    })
    expect(stopped).toBe(true)
    expect(session.spellChecker).toBe(false)
  })
})
