import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { decode, encode } from '../../shared/wire/codec.ts'
import { later } from './application/later.ts'
import type { BrowserHost, BrowserHostOptions } from './run-browser-host.ts'
import { runBrowserHost } from './run-browser-host.ts'

let folder: string
let hosts: (BrowserHost | undefined)[]
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'host-'))
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>')
  hosts = []
})
afterEach(async () => {
  for (const host of hosts) await host?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An application that does nothing. */
const idle = { serve: () => {}, activeRuns: 0, localServerPid: undefined, close: async () => {} }

interface Started {
  readonly host: BrowserHost | undefined
  readonly printed: string[]
  readonly opened: string[]
  readonly closed: () => number
  readonly starts: () => number
}

/** Starts a host whose application sends every message back. */
async function start(wishes: Partial<BrowserHostOptions> = {}): Promise<Started> {
  const printed: string[] = []
  const opened: string[] = []
  let closed = 0
  let starts = 0
  const host = await runBrowserHost({
    dataFolder: path.join(folder, 'data'),
    pageFolder: folder,
    port: 0,
    runtime: 'bubblewrap',
    open: true,
    start: () => {
      starts += 1
      return {
        serve: (port) => port.onMessage((message) => port.post(message)),
        activeRuns: 0,
        localServerPid: undefined,
        close: async () => {
          closed += 1
        },
      }
    },
    print: (line) => printed.push(line),
    openBrowser: (address) => opened.push(address),
    onFailure: (error) => {
      throw error
    },
    ...wishes,
  })
  hosts.push(host)
  return { host, printed, opened, closed: () => closed, starts: () => starts }
}

/** Shows the token of an address and opens the wire with the cookie it brings. */
async function openWire(address: string): Promise<WebSocket> {
  const { origin, host, hash } = new URL(address)
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  })
  expect(answer.status).toBe(204)
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const socket = new WebSocket(`ws://${host}/wire`, { headers: { origin, cookie } })
  await once(socket, 'open')
  return socket
}

const addressOf = (line: string | undefined) => line?.replace('Cloud Sandbox Desktop: ', '') ?? ''

describe('browser host', () => {
  test('prints the address in its exact form, opens it, and carries the wire', async () => {
    const { printed, opened } = await start()
    expect(printed).toHaveLength(1)
    expect(printed[0]).toMatch(/^Cloud Sandbox Desktop: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/)
    expect(opened).toEqual([addressOf(printed[0])])
    const socket = await openWire(addressOf(printed[0]))
    const message = { t: 'call', id: 1, name: 'x', input: new Uint8Array([1, 2, 3]) }
    socket.send(encode(message))
    const [data] = await once(socket, 'message')
    expect(decode(data)).toEqual(message)
    socket.close()
  })

  test('opens nothing when that is not wanted', async () => {
    expect((await start({ open: false })).opened).toEqual([])
  })

  test('the data folder is made for this user alone', async () => {
    await start()
    expect(statSync(path.join(folder, 'data')).mode & 0o777).toBe(0o700)
  })

  test('a second start on the folder prints a fresh address of the first and ends', async () => {
    const first = await start()
    const second = await start({ open: false })
    expect(second.host).toBeUndefined()
    expect(second.starts()).toBe(0)
    expect(second.printed).toHaveLength(1)
    const [one, two] = [addressOf(first.printed[0]), addressOf(second.printed[0])]
    expect(new URL(two).origin).toBe(new URL(one).origin)
    expect(two).not.toBe(one)
    for (const address of [one, two]) (await openWire(address)).close()
  })

  test('ends wires, application and claim, so that the next start is the first', async () => {
    const first = await start()
    const socket = await openWire(addressOf(first.printed[0]))
    const ended = once(socket, 'close')
    await Promise.all([first.host?.close(), first.host?.close()])
    await ended
    expect(first.closed()).toBe(1)
    expect((await start()).host).toBeDefined()
  })

  test('says once that the server for sandboxes goes on, and which process it is', async () => {
    const { host, printed } = await start({ start: () => ({ ...idle, localServerPid: 4242 }) })
    await Promise.all([host?.close(), host?.close()])
    expect(printed.slice(1)).toEqual([
      expect.stringMatching(/^The server .* goes on \(process 4242\)\. .* 10 minutes /),
    ])
  })

  test('a start while the first one ends waits for that and serves itself', async () => {
    const gate = later<void>()
    const first = await start({ start: () => ({ ...idle, close: () => gate.promise }) })
    const ended = first.host?.close()
    const second = start()
    gate.resolve()
    await ended
    expect((await second).host).toBeDefined()
    expect((await second).starts()).toBe(1)
  })

  test('a taken port is said, and the folder stays free', async () => {
    const other = await start({ dataFolder: path.join(folder, 'other') })
    const port = Number(new URL(addressOf(other.printed[0])).port)
    await expect(start({ port })).rejects.toThrow(`Port ${port} is taken by another program.`)
    expect((await start()).host).toBeDefined()
  })
})
