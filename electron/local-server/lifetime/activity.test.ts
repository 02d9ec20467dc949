import { EventEmitter } from 'node:events'
import { Server } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Clients, idleFor } from './activity.ts'

const minutes = 60_000

let clients: Clients
let sandboxes: number
let over: boolean
let stop: AbortController
const server = new Server()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  clients = new Clients()
  clients.watch(server)
  sandboxes = 0
  over = false
  stop = new AbortController()
  void idleFor(10 * minutes, clients, () => sandboxes, stop.signal).then(() => {
    over = true
  })
})
afterEach(() => {
  server.removeAllListeners()
  vi.useRealTimers()
})

/** A connection, and what closes it. */
function connect(): () => void {
  const socket = new EventEmitter()
  server.emit('connection', socket)
  return () => socket.emit('close')
}

async function pass(ms: number): Promise<boolean> {
  await vi.advanceTimersByTimeAsync(ms)
  return over
}

test('it is over after the time without anybody, and not before', async () => {
  expect(await pass(9.9 * minutes)).toBe(false)
  expect(await pass(0.5 * minutes)).toBe(true)
})

test('an open connection and a held sandbox keep it, each for itself, and the time begins anew after both', async () => {
  const close = connect()
  expect(await pass(60 * minutes)).toBe(false)
  sandboxes = 1
  close()
  expect(await pass(7 * 24 * 60 * minutes)).toBe(false)
  sandboxes = 0
  expect(await pass(9.5 * minutes)).toBe(false)
  expect(await pass(1 * minutes)).toBe(true)
})

test('a client that comes and goes between two looks counts', async () => {
  for (let round = 0; round < 10; round += 1) {
    expect(await pass(9.9 * minutes)).toBe(false)
    connect()()
  }
  expect(await pass(11 * minutes)).toBe(true)
})

test('one of two connections that closes leaves the other', async () => {
  const [first, second] = [connect(), connect()]
  first()
  expect(await pass(60 * minutes)).toBe(false)
  second()
  expect(await pass(11 * minutes)).toBe(true)
})

test('nothing is looked at any more once the server stops', async () => {
  stop.abort()
  expect(await pass(60 * minutes)).toBe(false)
  expect(vi.getTimerCount()).toBe(0)
})
