import { expect, test } from 'vitest'
import { call } from '../../shared/wire/contract.ts'
import { portPair } from '../../shared/wire/port.ts'
import { serve } from '../../shared/wire/server.ts'
import type { LinkEvent } from './durable-client.ts'
import { durableClient } from './durable-client.ts'

const contract = { double: call<number>()({ parse: (value: unknown) => Number(value) }) } as const

function openWire() {
  const [near, far] = portPair()
  serve(far, contract, { double: (value) => value * 2 })
  return { near, far }
}

test('a call made before the first wire waits for it', async () => {
  const client = durableClient<typeof contract>(() => {})
  const answer = client.call('double', 21)
  client.attach(openWire().near)
  expect(await answer).toBe(42)
})

test('after a wire broke a call fails at once, until the next wire', async () => {
  const events: LinkEvent[] = []
  const client = durableClient<typeof contract>((event) => events.push(event))
  const first = openWire()
  client.attach(first.near)
  expect(await client.call('double', 1)).toBe(2)
  first.far.close()
  await expect.poll(() => events).toEqual(['open', 'lost'])
  await expect(client.call('double', 2)).rejects.toMatchObject({ code: 'offline' })
  client.attach(openWire().near)
  expect(await client.call('double', 3)).toBe(6)
})

test('a call that waits for the first wire ends with its signal', async () => {
  const client = durableClient<typeof contract>(() => {})
  const abort = new AbortController()
  const answer = client.call('double', 1, { signal: abort.signal })
  abort.abort()
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' })
})
