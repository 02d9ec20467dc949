import { describe, expect, it } from 'vitest'
import { localConnection, serverConnection } from '../../testing/samples.ts'
import { endOf, firstDraft, freeName, imageHint, limitsHint, problemsOf, toNewSession } from './new-session-form.ts'

const draft = firstDraft('local', [])

describe('the form of a new session', () => {
  it('starts with what can be created at once', () => {
    expect(toNewSession(draft)).toEqual({
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
    ['cpuCount', '2000', 'At most 1024.'],
    ['memoryMb', '63', 'At least 64 MB.'],
    ['memoryMb', '2 GB', 'At least 64 MB.'],
    ['ttlHours', '0', 'A number above 0.'],
    ['ttlHours', '169', 'At most 168 hours on this server.'],
    ['ttlHours', '-1', 'A number above 0.'],
  ])('%s "%s" is wrong: %s', (field, value, words) => {
    const wrong = { ...draft, [field]: value }
    expect(problemsOf(wrong)).toEqual({ [field]: words })
    expect(toNewSession(wrong)).toBeUndefined()
  })

  it('takes half hours in both ways of writing', () => {
    expect(toNewSession({ ...draft, ttlHours: '0,5' })?.ttlHours).toBe(0.5)
    expect(toNewSession({ ...draft, ttlHours: ' 0.5 ' })?.ttlHours).toBe(0.5)
  })

  it('says when it ends, and nothing for nonsense', () => {
    expect(endOf(draft, 1000)).toBe(1000 + 168 * 3_600_000)
    expect(endOf({ ...draft, ttlHours: 'x' }, 1000)).toBeUndefined()
  })

  it('says what really runs only where that is known', () => {
    expect(imageHint(localConnection())).toBe("Runs this computer's own Python 3.11.2; the image is not downloaded.")
    expect(imageHint(serverConnection())).toBeUndefined()
    expect(limitsHint(serverConnection())).toBeUndefined()
  })
})
