import { describe, expect, it } from 'vitest'
import { errorCodes, isAppError } from '../../domain/errors.ts'
import type { Client } from '../client.ts'
import { connect } from '../client.ts'
import { streamWindow } from '../protocol.ts'
import { lies } from './lies.ts'
import type { OpenConformanceWire, OpenWire } from './open-wire.ts'
import type { ServiceContract, ServiceState } from './service.ts'

const gibibyte = 1024 ** 3

/**
 * What every transport of the wire has to keep: one suite, called beside each adapter.
 * @param lie `few` where each wire is a process: they test the protocol, which is the same over all transports
 */
export function conformance(name: string, open: OpenConformanceWire, lie: 'all' | 'few' = 'all'): void {
  async function withWire(
    test: (client: Client<ServiceContract>, wire: OpenWire, until: Until) => Promise<void>,
  ): Promise<void> {
    const wire = await open('service')
    try {
      await test(connect(wire.port), wire, untilOf(wire))
    } finally {
      await wire.close()
    }
  }

  describe(`the wire over ${name}`, () => {
    it('carries 1,000 calls in flight, answered in another order', () =>
      withWire(async (client) => {
        const asked = Array.from({ length: 1000 }, (_, value) => client.call('gather', { of: 1000, value }))
        expect(await Promise.all(asked)).toEqual(asked.map((_, value) => value))
      }))

    it('rejects an aborted call at once, and its handler is told', () =>
      withWire(async (client, _, until) => {
        const controller = new AbortController()
        const asked = client.call('never', undefined, { signal: controller.signal })
        await until((state) => state.running === 1)
        controller.abort()
        await expect(asked).rejects.toSatisfy((error) => isAppError(error, 'cancelled'))
        await until((state) => state.aborted === 1 && state.running === 0)
        await expect(client.call('echo', 1, { signal: controller.signal })).rejects.toSatisfy((error) =>
          isAppError(error, 'cancelled'),
        )
        expect(await client.call('echo', 'still here')).toBe('still here')
      }))

    it('carries every error as data', () =>
      withWire(async (client) => {
        for (const code of errorCodes)
          await expect(client.call('fail', code)).rejects.toMatchObject({
            name: 'AppError',
            code,
            message: 'It failed.',
            status: 418,
            retryAfter: 7,
          })
      }))

    it('tells a fault without its text, and an answer that cannot be carried as a fault', () =>
      withWire(async (client, wire) => {
        for (const call of ['fault', 'strange'] as const) {
          const error: unknown = await client.call(call, undefined).catch((thrown: unknown) => thrown)
          expect(error).toSatisfy((thrown) => isAppError(thrown, 'internal'))
          expect(String(error)).not.toMatch(/secret|Map/)
        }
        expect((await wire.state()).faults).toEqual(['fault', 'strange'])
        await expect(client.call('echo', () => 1)).rejects.toSatisfy((error) => isAppError(error, 'internal'))
        expect(await client.call('echo', 'still here')).toBe('still here')
      }))

    it('refuses a wrong input, an unknown name and the wrong kind, and goes on', () =>
      withWire(async (client) => {
        const ask = client.call as unknown as (name: string, input: unknown) => Promise<unknown>
        const read = client.stream as unknown as (name: string, input: unknown) => AsyncGenerator<unknown>
        await expect(read('produce', { items: 'many' }).next()).rejects.toMatchObject({ code: 'refused' })
        for (const unknown of ['nothing', '__proto__', 'constructor', 'toString', '', 'produce'])
          await expect(ask(unknown, 1)).rejects.toMatchObject({ code: 'internal' })
        await expect(read('echo', 1).next()).rejects.toMatchObject({ code: 'internal' })
        expect(await client.call('echo', 'still here')).toBe('still here')
      }))

    it('carries bytes as bytes, and no more of a buffer than was shown', () =>
      withWire(async (client) => {
        const large = Uint8Array.from({ length: 1024 * 1024 }, (_, index) => index * 7)
        const part = large.subarray(1000, 1010)
        const sent = { empty: new Uint8Array(0), large, part, deep: [{ part }, [new Uint8Array([1, 2])]] }
        const got = (await client.call('echo', sent)) as typeof sent
        expect(got).toEqual(sent)
        expect(Object.getPrototypeOf(got.part)).toBe(Uint8Array.prototype)
        expect(got.part.buffer.byteLength).toBe(10)
        expect(await client.call('echo', part)).toEqual(part)
      }))

    it('carries any text and any key', () =>
      withWire(async (client) => {
        const odd = JSON.parse('{"__proto__":{"polluted":1},"constructor":null,"":"\\u0000","\\ud800":"\\udc00 half"}')
        const got = await client.call('echo', odd)
        expect(JSON.stringify(got)).toBe(JSON.stringify(odd))
        expect('polluted' in {}).toBe(false)
        expect(await client.call('echo', undefined)).toBeUndefined()
        expect(await client.call('echo', null)).toBeNull()
      }))

    it('keeps the writer of 1 GiB under 10 MB while its reader is slow', { timeout: 180_000 }, () =>
      withWire(async (client, wire) => {
        const bytes = 256 * 1024
        const ahead: number[] = []
        const memory: NonNullable<ServiceState['memory']>[] = []
        let used = 0
        for await (const item of client.stream('produce', { items: gibibyte / bytes, bytes })) {
          expect(item.byteLength).toBe(bytes)
          used += bytes
          if (used % (64 * bytes) !== 0) continue
          // A round trip is what makes the reader slow: the writer could have run far ahead meanwhile.
          await client.call('echo', undefined)
          const state = await wire.state()
          ahead.push(state.produced - used)
          if (state.memory) memory.push(state.memory)
        }
        expect(used).toBe(gibibyte)
        expect(Math.max(...ahead)).toBeGreaterThan(0)
        // The window, the item that passed it, and the one that the handler holds.
        expect(Math.max(...ahead)).toBeLessThanOrEqual(streamWindow + 2 * bytes)
        for (const { held, rss } of memory) {
          expect(held - (memory[0]?.held ?? 0)).toBeLessThan(10e6)
          // With the dead buffers that V8 lets lie for a while; far below what was written.
          expect(rss - (memory[0]?.rss ?? 0)).toBeLessThan(100e6)
        }
      }),
    )

    it('keeps 50,000 small items in order and never runs dry', () =>
      withWire(async (client) => {
        let next = 0
        for await (const { n } of client.stream('count', { items: 50_000, bytes: 0 })) {
          if (n !== next) throw new Error(`${n} came where ${next} was due`)
          next++
        }
        expect(next).toBe(50_000)
      }))

    it('ends the handler’s generator when the reader leaves its loop', () =>
      withWire(async (client, _, until) => {
        for await (const item of client.stream('produce', { items: 10_000, bytes: 1000 })) {
          expect(item.byteLength).toBe(1000)
          break
        }
        await until((state) => state.ended === 1)
      }))

    it('rejects a waiting reader when its signal aborts, and ends the generator', () =>
      withWire(async (client, _, until) => {
        const controller = new AbortController()
        const items = client.stream('silent', undefined, { signal: controller.signal })
        expect((await items.next()).value).toBe('one')
        const waiting = items.next()
        await until((state) => state.running === 1)
        controller.abort()
        await expect(waiting).rejects.toSatisfy((error) => isAppError(error, 'cancelled'))
        await until((state) => state.ended === 1)
      }))

    it('delivers nothing after an abort, also not what had come already', () =>
      withWire(async (client, _, until) => {
        const controller = new AbortController()
        const items = client.stream('produce', { items: 100, bytes: 10 }, { signal: controller.signal })
        await items.next()
        await until((state) => state.ended === 1)
        // Messages keep their order: with this answer all items are here.
        await client.call('echo', undefined)
        controller.abort()
        await expect(items.next()).rejects.toSatisfy((error) => isAppError(error, 'cancelled'))
      }))

    it('delivers what came before a stream’s failure, then the failure', () =>
      withWire(async (client) => {
        const items = client.stream('broken', undefined)
        expect([(await items.next()).value, (await items.next()).value]).toEqual([1, 2])
        await expect(items.next()).rejects.toMatchObject({ code: 'gone', status: 418 })
      }))

    it('rejects everything with `offline` when the other side ends, and says that it ended', () =>
      withWire(async (client) => {
        const items = client.stream('silent', undefined)
        await items.next()
        const waiting = [items.next(), client.call('never', undefined), client.call('hangUp', undefined)]
        for (const result of await Promise.allSettled(waiting))
          expect(result).toMatchObject({ status: 'rejected', reason: { code: 'offline' } })
        await client.closed
        await expect(client.call('echo', 1)).rejects.toMatchObject({ code: 'offline' })
        await expect(client.stream('silent', undefined).next()).rejects.toMatchObject({ code: 'offline' })
      }))

    it('rejects everything with `cancelled` when this side closes, and aborts the handlers', () =>
      withWire(async (client, _, until) => {
        const items = client.stream('silent', undefined)
        await items.next()
        const waiting = [items.next(), client.call('never', undefined)]
        await until((state) => state.running === 2)
        client.close()
        client.close()
        for (const result of await Promise.allSettled(waiting))
          expect(result).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
        await client.closed
        await until((state) => state.aborted === 2 && state.ended === 1)
      }))

    lies(open, lie)
  })
}

/** Waits for a state of the service by asking for it again and again. */
type Until = (condition: (state: ServiceState) => boolean) => Promise<void>

const untilOf =
  (wire: OpenWire): Until =>
  async (condition) => {
    while (!condition(await wire.state())) await new Promise((resolve) => setImmediate(resolve))
  }
