import { describe, expect, it } from 'vitest'
import { localConnection, serverConnection, serverSession, session } from '../../testing/samples.ts'
import { formatDate } from '../../ui/format.ts'
import { keptUntil, leavingWords, sumOf } from './leaving-words.ts'

const until = Date.parse('2026-11-30T12:00:00Z')
const holdings = { underWay: 1, runs: 128, drafts: 2, files: { count: 1284, bytes: 12_000_000 } }
const paused = session({ status: 'paused', server: (({ sandboxId: _, ...rest }) => rest)(serverSession()) })

describe('what goes and what stays', () => {
  it('names both with figures where the session can come back', () => {
    expect(leavingWords({ sessions: [session()], holdings, keptUntil: until })).toEqual({
      goes: 'the sandbox and 1 run under way.',
      stays: '1,284 files (12 MB), 128 runs and 2 edits.',
      undo: `You can undo until ${formatDate(until)}.`,
    })
  })

  it('says that it is final where it is, and what of this computer goes too', () => {
    expect(leavingWords({ sessions: [session()], holdings, keptUntil: undefined })).toEqual({
      goes: 'the session, the sandbox, 1 run under way and 1,284 files (12 MB); on this computer 128 runs and 2 edits.',
      undo: 'This is final: its server keeps nothing of a deleted session.',
    })
  })

  it('gives no figure that is not known', () => {
    expect(leavingWords({ sessions: [session()], holdings: undefined, keptUntil: until })).toMatchObject({
      goes: 'the sandbox.',
      stays: 'all files in its /workspace, runs and edits.',
    })
    const none = { underWay: 0, runs: 0, drafts: 0 }
    expect(leavingWords({ sessions: [paused], holdings: none, keptUntil: until })).toMatchObject({
      goes: '',
      stays: 'all files in its /workspace, no runs and no edits.',
    })
  })

  it('leaves a sandbox of others to them, unless that is wanted', () => {
    const sessions = [session({ foreignSandbox: true })]
    expect(leavingWords({ sessions, holdings: undefined, keptUntil: until }).goes).toBe('what runs in its sandbox.')
    const released = leavingWords({ sessions, holdings: undefined, keptUntil: until, releaseForeign: true })
    expect(released.goes).toBe('the sandbox.')
  })

  it('counts several together', () => {
    const both = { sessions: [session(), paused], holdings: sumOf([holdings, holdings]), keptUntil: until }
    expect(leavingWords(both)).toMatchObject({
      goes: '1 sandbox and 2 runs under way.',
      stays: 'all files in their /workspace, 256 runs and 4 edits.',
    })
  })

  it('knows until when by what the server promises', () => {
    const facts = { extensions: ['kept/1'], keeps: [], keptDays: 30 }
    expect(keptUntil(localConnection({ facts }), 0)).toBe(30 * 86_400_000)
    expect(keptUntil(serverConnection(), 0)).toBeUndefined()
    expect(keptUntil(undefined, 0)).toBeUndefined()
  })
})
