import { describe, expect, it, vi } from 'vitest'
import { localConnection, serverConnection, serverSession, session } from '../../testing/samples.ts'
import type { Situation } from './window-notices.ts'
import { windowNotices } from './window-notices.ts'

const now = Date.now()
const calm: Situation = {
  now,
  link: { status: 'open', since: now },
  inBrowser: false,
  storeProblem: undefined,
  onStoreProblemSeen: () => {},
  serverEndedAt: undefined,
  onServerEndSeen: () => {},
  connections: [localConnection()],
  checking: new Set(),
  session: undefined,
  onLinkAgain: () => {},
  onCheck: () => {},
  onSignIn: () => {},
}

describe('windowNotices', () => {
  it('says nothing when all is well', () => expect(windowNotices(calm)).toEqual([]))

  it('gives a lost link a second, then says that nothing is kept meanwhile', () => {
    const lost = (since: number) => windowNotices({ ...calm, link: { status: 'lost', since } })
    expect(lost(now - 500)).toEqual([])
    expect(lost(now - 1500)[0]).toMatchObject({ id: 'link', tone: 'err', title: 'The window has lost its program.' })
  })

  it('says in a browser that a new address brings the window back', () => {
    const text = (inBrowser: boolean) =>
      windowNotices({ ...calm, inBrowser, link: { status: 'lost', since: now - 5000 } })[0]?.text
    expect(text(true)).toContain('open the address that it printed')
    expect(text(false)).not.toContain('address')
  })

  it('says what is wrong with the store until that was seen', () => {
    const onStoreProblemSeen = vi.fn()
    const [notice] = windowNotices({ ...calm, storeProblem: 'It was moved aside.', onStoreProblemSeen })
    expect(notice).toMatchObject({ id: 'store', tone: 'err', text: 'It was moved aside.' })
    notice?.actions?.[0]?.onSelect()
    expect(onStoreProblemSeen).toHaveBeenCalledOnce()
  })

  it('says that code on this computer is not isolated, as long as that is so', () => {
    const facts = { runtime: 'unisolated', extensions: [], keeps: [] }
    expect(windowNotices({ ...calm, connections: [localConnection({ facts })] })).toMatchObject([
      { id: 'unisolated', tone: 'err' },
    ])
  })

  it('says that the server of this computer ended, once it is back and until that was seen', () => {
    const onServerEndSeen = vi.fn()
    const ended = { ...calm, serverEndedAt: now, onServerEndSeen }
    const [notice] = windowNotices(ended)
    expect(notice).toMatchObject({ id: 'server-ended', text: expect.stringContaining('files are kept') })
    notice?.actions?.[0]?.onSelect()
    expect(onServerEndSeen).toHaveBeenCalledOnce()
    const offline = windowNotices({ ...ended, connections: [localConnection({ status: 'offline' })] })
    expect(offline.map(({ id }) => id)).toEqual(['connection local'])
  })

  it('says that an older server goes on, and when it is replaced', () => {
    const otherServer = { version: '0.0.9', runtime: 'bubblewrap 0.8.0', sandboxes: 2 }
    const text = (sandboxes: number) =>
      windowNotices({ ...calm, connections: [localConnection({ otherServer: { ...otherServer, sandboxes } })] })[0]
        ?.text
    expect(text(2)).toContain('holds sandboxes')
    expect(text(0)).toContain('Another application uses it')
  })

  it('says who does not answer, since when, and asks again', () => {
    const onCheck = vi.fn()
    const lab = serverConnection({ status: 'offline', lastAnswerAt: now - 264_000 })
    const [notice] = windowNotices({ ...calm, connections: [localConnection(), lab], onCheck })
    expect(notice?.title).toBe('lab.example.org does not answer.')
    expect(notice?.text).toContain('4 m ago')
    notice?.actions?.[0]?.onSelect()
    expect(onCheck).toHaveBeenCalledWith('lab')
  })

  it('offers no second question while one is under way', () => {
    const lab = serverConnection({ status: 'offline' })
    expect(windowNotices({ ...calm, connections: [lab], checking: new Set(['lab']) })[0]?.actions).toEqual([])
  })

  it('puts the deadline of the session in front over another connection, and a lost link over all', () => {
    const notices = windowNotices({
      ...calm,
      link: { status: 'lost', since: now - 5000 },
      connections: [localConnection(), serverConnection({ status: 'unavailable' })],
      session: session({ server: serverSession({ expiresAt: now + 249_000 }) }),
    })
    expect(notices.map(({ id }) => id)).toEqual(['link', 'deadline', 'connection lab'])
    expect(notices[1]?.title).toBe('air-quality ends in 4 m 09 s.')
  })

  it('says which kind of wrong an address is, leads to its form, and has the words of the server', () => {
    const error = { code: 'offline', reason: 'no-tls', message: 'The server does not speak https.' } as const
    const [notice] = windowNotices({ ...calm, connections: [serverConnection({ status: 'offline', error })] })
    expect(notice?.title).toBe('lab.example.org cannot be used: the server does not speak https at this address.')
    expect(notice?.actions?.map(({ label }) => label)).toEqual(['Edit connection…', 'Try now'])
    const refused = { code: 'auth', message: 'No.', status: 401, details: 'user is locked' } as const
    const [other] = windowNotices({ ...calm, connections: [serverConnection({ status: 'refused', error: refused })] })
    expect(other?.actions?.map(({ label }) => label)).toEqual(['Sign in…', 'Try now'])
    expect(other?.details).toBe('Status 401\nRequest id none was sent\nNo.\nuser is locked')
  })

  it('counts the deadline by the clock of the server', () => {
    const notices = windowNotices({
      ...calm,
      connections: [localConnection({ skew: 3_600_000 })],
      session: session({ server: serverSession({ expiresAt: now + 3_600_000 + 60_000 }) }),
    })
    expect(notices.map(({ id }) => id)).toEqual(['deadline', 'skew'])
  })
})
