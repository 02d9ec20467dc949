import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ErrorCode, ErrorData, ErrorReason } from '../../shared/domain/errors.ts'
import { errorCodes, errorReasons, fail } from '../../shared/domain/errors.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { localConnection, serverConnection, session, sessionList } from '../testing/samples.ts'
import { showError, toastError } from './error-actions.ts'
import type { Stores } from './stores.ts'
import { createStores } from './stores.ts'

let close = () => {}
afterEach(() => close())

function storesWith(present: Session = session({ connectionId: 'lab' }), handlers: Partial<AppHandlers> = {}): Stores {
  const fake = fakeClient(handlers)
  close = fake.close
  const stores = createStores(fake.client)
  stores.connections.setState({ list: [localConnection(), serverConnection()] })
  stores.sessions.setState({ lists: [sessionList([present], { connectionId: 'lab' })], loaded: true })
  return stores
}

const error = (code: ErrorCode, reason?: ErrorReason): ErrorData => ({
  code,
  message: 'The inner words.',
  ...(reason === undefined ? {} : { reason }),
})
const lab = { connectionId: 'lab' }
const inSession = { session: { connectionId: 'lab', sessionId: 'a1' } }

describe('what can be done about an error', () => {
  it.each([
    ...errorCodes.map((code) => error(code)),
    ...errorReasons.map((reason) => error(/^(session|sandbox)-/.test(reason) ? 'gone' : 'unavailable', reason)),
  ])('is there for $code $reason in a pane of a session', (data) => {
    const shown = showError(storesWith(), data, 'It was not done', { ...inSession, retry: () => {} })
    expect(shown.action?.label).toMatch(/^[A-Z]/)
  })

  it.each([
    ['timeout', undefined, 'Try again'],
    ['unavailable', undefined, 'Try again'],
    ['rate-limited', undefined, 'Try again'],
    ['auth', undefined, 'Sign in…'],
    ['auth', 'token', 'Sign in…'],
    ['not-found', undefined, 'Try again'],
    ['outcome-unknown', undefined, 'Refresh'],
    ['gone', 'session-gone', 'New session…'],
    ['gone', 'sandbox-gone', 'Get a sandbox'],
    ['offline', 'no-tls', 'Edit connection…'],
    ['unavailable', 'not-a-server', 'Edit connection…'],
    ['unavailable', 'store-full', 'Open limits…'],
  ] as const)('%s %s: %s', (code, reason, label) => {
    const shown = showError(storesWith(), error(code, reason), 'It was not done', { ...inSession, retry: () => {} })
    expect(shown.action?.label).toBe(label)
  })

  it('a paused session is resumed, and what that ends with is told in a toast', async () => {
    const resume = vi.fn<AppHandlers['sessions.resume']>(() => {
      throw fail('gone', 'The session has expired.', { reason: 'session-expired' })
    })
    const paused = session({ connectionId: 'lab', status: 'paused' })
    const stores = storesWith(paused, { 'sessions.resume': resume })
    const shown = showError(stores, error('refused'), 'It was not run', inSession)
    expect(shown.action?.label).toBe('Resume')
    shown.action?.onSelect()
    await vi.waitFor(() => expect(stores.notices.getState().toasts).toHaveLength(1))
    expect(stores.notices.getState().toasts[0]).toMatchObject({
      text: 'air-quality was not resumed: the time of the session is over. Edits that are kept on this computer are still here.',
      action: { label: 'New session…' },
    })
  })

  it('a sandbox is got, and what failed without one is done then', async () => {
    let fails = true
    const open = vi.fn<AppHandlers['sessions.open']>(() => {
      if (fails) throw fail('unavailable', 'The pool is empty.')
      return session({ connectionId: 'lab' })
    })
    const stores = storesWith(undefined, { 'sessions.open': open })
    const retry = vi.fn()
    const shown = showError(stores, error('gone', 'sandbox-gone'), 'a.py cannot be opened', { ...inSession, retry })
    shown.action?.onSelect()
    await vi.waitFor(() => expect(Object.keys(stores.sessions.getState().openProblems)).toHaveLength(1))
    expect(retry).not.toHaveBeenCalled()
    fails = false
    shown.action?.onSelect()
    await vi.waitFor(() => expect(retry).toHaveBeenCalledTimes(1))
    expect(open).toHaveBeenCalledTimes(2)
  })

  it('this computer has no form of its connection, so it is checked again', () => {
    const stores = storesWith()
    expect(showError(stores, error('auth'), 'x', { connectionId: 'local' }).action?.label).toBe('Check again')
    expect(showError(stores, error('auth'), 'x', lab).action?.label).toBe('Sign in…')
  })

  it('leads to the pool of the server where that has no sandbox left, and to the form of a new session', () => {
    const stores = storesWith()
    showError(stores, error('unavailable', 'pool-full'), 'x', lab).action?.onSelect()
    expect(stores.dialogs.getState().request).toEqual({ kind: 'connection', connectionId: 'lab' })
    showError(stores, error('gone', 'session-gone'), 'x', lab).action?.onSelect()
    expect(stores.dialogs.getState().request).toEqual({ kind: 'new-session', connectionId: 'lab' })
    showError(stores, error('internal'), 'x').action?.onSelect()
    expect(stores.dialogs.getState().request).toEqual({ kind: 'logs' })
  })

  it('what a person cancelled is not told', () => {
    const stores = storesWith()
    toastError(stores, fail('cancelled', 'Cancelled.'), 'It was not done')
    expect(stores.notices.getState().toasts).toEqual([])
  })
})
