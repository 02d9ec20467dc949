import { describe, expect, it } from 'vitest'
import type { Session } from '../../../shared/domain/session.ts'
import { serverSession, session } from '../../testing/samples.ts'
import { sessionWords } from './session-words.ts'

const hour = 3_600_000
const now = Date.UTC(2026, 10, 23, 14, 0, 0)
const context = { now, stale: false, where: 'This computer' }

function active(left: number, more: Partial<Session> = {}): Session {
  return session({ server: serverSession({ expiresAt: now + left }), ...more })
}

describe('sessionWords', () => {
  it('says image, size and what is left of an active one, and all of it in its label', () => {
    const words = sessionWords(active(3.2 * hour), context)
    expect(words).toMatchObject({
      glyph: 'active',
      line: 'python:3.11-slim · 2 CPU · 2 GB',
      right: '3 h 12 m',
      rightTone: 'quiet',
    })
    expect(words.label).toBe(
      'air-quality, active, 3 hours 12 minutes left, python:3.11-slim, 2 CPU, 2 gigabytes, This computer',
    )
  })

  it.each([
    [59, 'warn'],
    [4, 'err'],
    [0, 'err'],
  ])('warns %d minutes before the end: %s', (minutes, tone) => {
    expect(sessionWords(active(minutes * 60_000), context).rightTone).toBe(tone)
  })

  it('shows the step of a workflow and keeps the state that was', () => {
    const words = sessionWords(
      active(hour * 5, { progress: { id: 'w1', workflow: 'pause', step: 2, of: 4, words: 'processes' } }),
      context,
    )
    expect(words).toMatchObject({ glyph: 'making', line: 'Pausing · step 2 of 4, processes', right: '5 h 0 m' })
  })

  it('says why the last workflow stopped', () => {
    const words = sessionWords(active(hour, { problem: { code: 'offline', message: 'No answer.' } }), context)
    expect(words).toMatchObject({ line: 'Stopped half way: the server does not answer', lineTone: 'err' })
  })

  it('calls what an old list says unknown, and says what it was', () => {
    const words = sessionWords(active(hour * 5), { ...context, stale: true })
    expect(words).toMatchObject({ glyph: 'unknown', line: 'Was active', right: 'unknown' })
    expect(words.label).toMatch(/, as of \d\d:\d\d:\d\d$/)
  })

  it.each([
    ['paused', 'Paused 2 d ago', 'paused'],
    ['expired', 'Expired 23 Nov', 'expired'],
    ['gone', 'Not on the server', 'gone'],
  ] as const)('%s', (status, line, glyph) => {
    const server = serverSession({ expiresAt: now + hour, pausedAt: now - 48 * hour })
    expect(sessionWords(session({ status, server }), context)).toMatchObject({ line, glyph })
  })

  it('has words before the server has answered', () => {
    const { server: _none, ...creating } = session({ status: 'creating' })
    expect(sessionWords(creating, context)).toMatchObject({ glyph: 'making', right: '' })
  })

  it('says that a sandbox nobody uses will be taken back, and that one is kept alive', () => {
    const at = (reclaimAt: number, more: Partial<Session> = {}) =>
      sessionWords(active(20 * hour, { reclaimAt: now + reclaimAt, ...more }), context)
    expect(at(21 * 60_000).line).toBe('python:3.11-slim · 2 CPU · 2 GB')
    expect(at(14 * 60_000).line).toBe('Unused sandbox, about 14 m left')
    expect(at(14 * 60_000).label).toContain('Unused sandbox, about 14 m left')
    expect(at(-1).line).toBe('The server may have taken the sandbox back')
    expect(at(14 * 60_000, { keepAliveUntil: now + hour }).line).toBe('python:3.11-slim · 2 CPU · 2 GB · kept alive')
  })

  it('names the owner where it is somebody else', () => {
    expect(sessionWords(active(hour), { ...context, own: 'user' })).not.toHaveProperty('owner')
    const words = sessionWords(active(hour), { ...context, own: 'mira' })
    expect(words.owner).toBe('user')
    expect(words.label).toContain(', of user, This computer')
  })
})
