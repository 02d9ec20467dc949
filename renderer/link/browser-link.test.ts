// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Port } from '../../shared/wire/port.ts'
import { linkToBrowserHost, signIn } from './browser-link.ts'

function page(hash: string, answer: () => Promise<Response>) {
  const fetch = vi.fn<typeof globalThis.fetch>(answer)
  const replaceState = vi.fn<History['replaceState']>()
  const location = { hash, href: `http://127.0.0.1:4000/${hash}`, pathname: '/', search: '' }
  return { location, history: { replaceState }, fetch }
}

const status = (code: number) => async () => new Response(null, { status: code })

describe('signIn', () => {
  it.each([
    [204, undefined],
    [410, 'used'],
    [403, 'wrong'],
  ])('a host that answers %d means %s', async (code, refusal) => {
    const there = page('#token=abc', status(code))
    expect(await signIn(there)).toBe(refusal)
    expect(there.fetch.mock.calls[0]?.[1]?.body).toBe('{"token":"abc"}')
  })

  it('takes the token out of the address before it asks anybody', async () => {
    const there = page('#token=abc', async () => {
      expect(there.history.replaceState).toHaveBeenCalledWith(null, '', '/')
      return new Response(null, { status: 204 })
    })
    await signIn(there)
    expect(there.fetch).toHaveBeenCalledTimes(1)
  })

  it('asks nobody without a token', async () => {
    const there = page('', status(204))
    expect(await signIn(there)).toBeUndefined()
    expect(there.fetch).not.toHaveBeenCalled()
  })

  it('says when nobody is there', async () => {
    const there = page('#token=abc', () => Promise.reject(new TypeError('refused')))
    expect(await signIn(there)).toBe('unreachable')
  })
})

class FakeSocket extends EventTarget {
  readonly readyState = 1
  binaryType = 'blob'
  close(): void {}
  send(): void {}
  say(event: 'open' | 'close'): void {
    this.dispatchEvent(new Event(event))
  }
}

describe('linkToBrowserHost', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function link(session: number) {
    const sockets: FakeSocket[] = []
    const attached: Port[] = []
    const refusals: string[] = []
    const opened = linkToBrowserHost({
      attach: (port) => attached.push(port),
      onRefused: (refusal) => refusals.push(refusal),
      fetch: status(session),
      open: () => {
        const socket = new FakeSocket()
        sockets.push(socket)
        return socket as unknown as WebSocket
      },
    })
    return { sockets, attached, refusals, ...opened }
  }

  it('opens a socket that broke again, later each time', async () => {
    const { sockets, attached, stop } = link(204)
    sockets[0]?.say('open')
    expect(attached).toHaveLength(1)
    sockets[0]?.say('close')
    await vi.advanceTimersByTimeAsync(250)
    expect(sockets).toHaveLength(2)
    sockets[1]?.say('close')
    await vi.advanceTimersByTimeAsync(499)
    expect(sockets).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(sockets).toHaveLength(3)
    sockets[2]?.say('open')
    expect(attached).toHaveLength(2)
    stop()
  })

  it('tries at once when the person asks', async () => {
    const { sockets, again, stop } = link(204)
    sockets[0]?.say('open')
    sockets[0]?.say('close')
    await vi.advanceTimersByTimeAsync(0)
    again()
    expect(sockets).toHaveLength(2)
    stop()
  })

  it('gives up where the host does not know this browser', async () => {
    const { sockets, refusals } = link(401)
    sockets[0]?.say('close')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(refusals).toEqual(['no-session'])
    expect(sockets).toHaveLength(1)
  })

  it('goes on looking where the host forgot a window that it knew: what is typed there may be kept nowhere else', async () => {
    const { sockets, refusals, attached, stop } = link(401)
    sockets[0]?.say('open')
    sockets[0]?.say('close')
    await vi.advanceTimersByTimeAsync(250)
    sockets[1]?.say('close')
    await vi.advanceTimersByTimeAsync(500)
    sockets[2]?.say('open')
    expect(attached).toHaveLength(2)
    expect(refusals).toEqual([])
    stop()
  })
})
