import { describe, expect, it } from 'vitest'
import type { AppContract } from '../../shared/contract/index.ts'
import { contract } from '../../shared/contract/index.ts'
import type { Port } from '../../shared/wire/port.ts'
import { portPair } from '../../shared/wire/port.ts'
import { serve } from '../../shared/wire/server.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeHandlers, Watchable } from '../testing/fake-client.ts'
import { localConnection } from '../testing/samples.ts'
import { durableClient } from './durable-client.ts'

function wire(handlers: Partial<AppHandlers> = {}): { readonly near: Port; readonly far: Port } {
  const [near, far] = portPair()
  serve(far, contract, fakeHandlers(handlers))
  return { near, far }
}

describe('durableClient', () => {
  it('lets the first questions wait for the first wire', async () => {
    const client = durableClient<AppContract>(() => {})
    const info = client.call('app.info', undefined)
    client.attach(wire().near)
    expect((await info).platform).toBe('linux')
  })

  it('ends the wait of a call that is not wanted any more', async () => {
    const client = durableClient<AppContract>(() => {})
    const end = new AbortController()
    const info = client.call('app.info', undefined, { signal: end.signal })
    end.abort()
    await expect(info).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('fails a call at once after its wire was lost, and goes on over the next one', async () => {
    const events: string[] = []
    const client = durableClient<AppContract>((event) => events.push(event))
    const connections = new Watchable([localConnection()])
    const { near, far } = wire({ 'connections.watch': (_input, context) => connections.follow(context) })
    client.attach(near)
    expect((await client.call('app.info', undefined)).platform).toBe('linux')
    const stream = client.stream('connections.watch', undefined)
    await stream.next()
    const underWay = stream.next()
    far.close()
    await expect(underWay).rejects.toMatchObject({ code: 'offline' })
    await expect(client.call('app.info', undefined)).rejects.toMatchObject({ code: 'offline' })
    client.attach(wire().near)
    expect((await client.call('app.info', undefined)).platform).toBe('linux')
    expect(events).toEqual(['open', 'lost', 'open'])
  })

  it('lets a stream wait for the next wire', async () => {
    const client = durableClient<AppContract>(() => {})
    const connections = new Watchable([localConnection()])
    const first = client.stream('connections.watch', undefined).next()
    client.attach(wire({ 'connections.watch': (_input, context) => connections.follow(context) }).near)
    expect((await first).value).toHaveLength(1)
  })

  it('ends the wait of a stream that is not wanted any more', async () => {
    const client = durableClient<AppContract>(() => {})
    const end = new AbortController()
    const first = client.stream('connections.watch', undefined, { signal: end.signal }).next()
    end.abort()
    await expect(first).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('replaces a wire that main has replaced without saying that it was lost', async () => {
    const events: string[] = []
    const client = durableClient<AppContract>((event) => events.push(event))
    client.attach(wire().near)
    client.attach(wire().near)
    await client.call('app.info', undefined)
    expect(events).toEqual(['open', 'open'])
  })
})
