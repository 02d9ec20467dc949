import type { Port } from '../../shared/wire/port.ts'
import { webSocketPort } from './web-socket.ts'

/** Why the page may not be used, told to the person instead of the window. */
export type Refusal = 'used' | 'wrong' | 'no-session' | 'unreachable'

interface Page {
  readonly location: Pick<Location, 'hash' | 'href' | 'pathname' | 'search'>
  readonly history: Pick<History, 'replaceState'>
  readonly fetch: typeof fetch
}

/**
 * Gives the address's one-time token for a cookie, and takes it out of the address, so that no bookmark and no copied
 * address holds it. Without a token the cookie of this browser has to do.
 */
export async function signIn(page: Page): Promise<Refusal | undefined> {
  const token = new URLSearchParams(page.location.hash.slice(1)).get('token')
  if (token === null) return undefined
  page.history.replaceState(null, '', page.location.pathname + page.location.search)
  let answer: Response
  try {
    answer = await page.fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      credentials: 'same-origin',
    })
  } catch {
    return 'unreachable'
  }
  if (answer.ok) return undefined
  return answer.status === 410 ? 'used' : 'wrong'
}

/** ms before the next try; the last one is repeated. */
const pauses = [250, 500, 1000, 2000, 4000, 8000]

interface Options {
  readonly attach: (port: Port) => void
  /**
   * The host does not know this browser, and never did: there will be no wire. A window that had one stays instead: what
   * is typed in it may be kept nowhere else, and it is known again when a new address is opened in this browser.
   */
  readonly onRefused: (refusal: Refusal) => void
  readonly fetch: typeof fetch
  readonly open?: (url: string) => WebSocket
}

/**
 * Keeps a WebSocket to the browser host: when it breaks it is opened again, a little later each time. A page is never
 * told why a WebSocket did not open, so the host is asked whether it knows this browser.
 */
export function linkToBrowserHost({ attach, onRefused, fetch, open = openSocket }: Options): {
  readonly again: () => void
  readonly stop: () => void
} {
  let tries = 0
  let hadWire = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function start(): void {
    timer = undefined
    const socket = open(wireAddress())
    socket.addEventListener('open', () => {
      hadWire = true
      tries = 0
      attach(webSocketPort(socket))
    })
    socket.addEventListener('close', () => void lost())
  }

  async function lost(): Promise<void> {
    if (stopped) return
    if (!hadWire && (await isUnknown())) return onRefused('no-session')
    if (stopped) return
    timer = setTimeout(start, pauses[Math.min(tries, pauses.length - 1)] ?? 8000)
    tries += 1
  }

  async function isUnknown(): Promise<boolean> {
    try {
      return (await fetch('/session', { credentials: 'same-origin' })).status === 401
    } catch {
      return false
    }
  }

  start()
  return {
    /** Tries now instead of later. */
    again() {
      if (timer === undefined) return
      clearTimeout(timer)
      start()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

function wireAddress(): string {
  const url = new URL('/wire', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

function openSocket(url: string): WebSocket {
  return new WebSocket(url)
}
