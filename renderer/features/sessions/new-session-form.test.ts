import { describe, expect, it } from 'vitest'
import { localConnection, serverConnection } from '../../testing/samples.ts'
import {
  doubtsOf,
  endOf,
  firstDraft,
  freeName,
  imageHint,
  limitsHint,
  problemsOf,
  toNewSession,
} from './new-session-form.ts'
import { limitNote, limitsOf } from './session-limits.ts'

const draft = firstDraft('local', [])
const local = limitsOf(localConnection())
const lab = limitsOf(serverConnection())

describe('the form of a new session', () => {
  it('starts with what can be created at once', () => {
    expect(toNewSession(draft, local)).toEqual({
      connectionId: 'local',
      name: 'session-1',
      image: 'python:3.11-slim',
      cpuCount: 2,
      memoryMb: 2048,
      ttlHours: 168,
      network: true,
    })
  })

  it('asks a server for a day, and this computer for the longest time', () => {
    expect(firstDraft('lab', []).ttlHours).toBe('24')
    expect(firstDraft('local', []).ttlHours).toBe('168')
  })

  it('takes the first free name', () => expect(freeName(['session-1', 'session-3'])).toBe('session-2'))

  it.each([
    ['name', '  ', 'A name is needed.'],
    ['name', 'x'.repeat(121), 'At most 120 characters.'],
    ['image', '', 'An image is needed, such as python:3.11-slim.'],
    ['cpuCount', '0', 'A whole number from 1.'],
    ['cpuCount', '1.5', 'A whole number from 1.'],
    ['cpuCount', '2000', 'At most 1,024 CPU on this computer.'],
    ['memoryMb', '63', 'A whole number from 64.'],
    ['memoryMb', '2 GB', 'A whole number from 64.'],
    ['ttlHours', '0', 'A number above 0.'],
    ['ttlHours', '169', 'At most 168 hours on this computer.'],
    ['ttlHours', '-1', 'A number above 0.'],
  ])('%s "%s" is wrong: %s', (field, value, words) => {
    const wrong = { ...draft, [field]: value }
    expect(problemsOf(wrong, local)).toEqual({ [field]: words })
    expect(toNewSession(wrong, local)).toBeUndefined()
  })

  it('takes half hours in both ways of writing', () => {
    expect(toNewSession({ ...draft, ttlHours: '0,5' }, local)?.ttlHours).toBe(0.5)
    expect(toNewSession({ ...draft, ttlHours: ' 0.5 ' }, local)?.ttlHours).toBe(0.5)
  })

  it('says when it ends, and nothing for nonsense', () => {
    expect(endOf(draft, 1000)).toBe(1000 + 168 * 3_600_000)
    expect(endOf({ ...draft, ttlHours: 'x' }, 1000)).toBeUndefined()
  })

  it('says what really runs only where that is known', () => {
    expect(imageHint(localConnection())).toBe("Runs this computer's own Python 3.11.2; the image is not downloaded.")
    expect(imageHint(serverConnection())).toBeUndefined()
    expect(limitsHint(localConnection())).toBe(
      'CPU and memory hold for each process by itself: several together may use more.',
    )
    expect(limitsHint(serverConnection())).toContain('asked for')
  })

  it('explains the limits of that connection, and says where nothing is known', () => {
    expect(limitNote('cpuCount', local)).toBe('At most 1,024. Here: 8.')
    expect(limitNote('memoryMb', local)).toBe('At most 1,048,576. Here: 15.6 GB.')
    expect(limitNote('ttlHours', lab)).toBe('At most 168.')
    expect(limitNote('cpuCount', lab)).toBe('Asked for: the server decides.')
    expect(doubtsOf({ ...draft, cpuCount: '9', memoryMb: '20000' }, local)).toEqual({
      cpuCount: 'This computer has 8 in all.',
      memoryMb: 'This computer has 15.6 GB in all.',
    })
    const { facts: _none, ...starting } = serverConnection({ status: 'starting' })
    expect(limitNote('cpuCount', limitsOf(starting))).toBe('Its limit is known in a moment.')
    expect(problemsOf({ ...draft, ttlHours: '169' }, lab)).toEqual({ ttlHours: 'At most 168 hours on this server.' })
    const small = limitsOf(serverConnection({ facts: { extensions: [], keeps: [], most: { memoryMb: 1024 } } }))
    expect(problemsOf({ ...draft, memoryMb: '2048' }, small)).toEqual({ memoryMb: 'At most 1,024 MB on this server.' })
  })

  it('says what the server taught, and lets it be asked all the same', () => {
    const at = Date.parse('2026-11-21T12:00:00Z')
    const taught = limitsOf(serverConnection(), { ttlHours: { most: 24, at }, cpuCount: { refused: 64, at } })
    expect(limitNote('ttlHours', taught)).toMatch(/^At most 24, as it said on 21 Nov/)
    const much = { ...draft, ttlHours: '48', cpuCount: '64' }
    expect(doubtsOf(much, taught)).toEqual({
      ttlHours: expect.stringContaining('At most 24'),
      cpuCount: expect.stringContaining('It refused 64 CPU on 21 Nov'),
    })
    expect(doubtsOf({ ...draft, ttlHours: '24' }, taught)).toEqual({})
    expect(toNewSession(much, taught)).toMatchObject({ ttlHours: 48 })
  })

  it('takes its environment along, once each name is one', () => {
    const line = { key: 1, name: 'TOKEN', value: 'x', secret: true }
    expect(toNewSession({ ...draft, env: [line] }, local)?.env).toEqual([{ name: 'TOKEN', value: 'x', secret: true }])
    expect(toNewSession({ ...draft, env: [line, { ...line, key: 2 }] }, local)).toBeUndefined()
    expect(toNewSession({ ...draft, env: [{ ...line, name: '' }] }, local)).toBeUndefined()
  })
})
