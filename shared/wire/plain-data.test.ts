import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from './codec.ts'
import { costOf, isBytes, mapBytes, withOwnBytes } from './plain-data.ts'

describe('costOf', () => {
  it('counts the same on both sides of a transport that drops undefined members', () => {
    const value = {
      text: 'four',
      gone: undefined,
      list: [1, undefined, { gone: undefined }],
      bytes: new Uint8Array(100),
    }
    expect(costOf(decode(encode(value)))).toBe(costOf(value))
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        expect(costOf(decode(encode(any)))).toBe(costOf(any))
      }),
    )
  })

  it('grows with what has to be kept', () => {
    expect(costOf(new Uint8Array(1000))).toBeGreaterThanOrEqual(1000)
    expect(costOf('x'.repeat(1000))).toBeGreaterThanOrEqual(1000)
    expect(costOf(Array.from({ length: 1000 }, () => null))).toBeGreaterThanOrEqual(1000)
    expect(costOf(undefined)).toBeGreaterThan(0)
  })
})

describe('withOwnBytes', () => {
  it('copies views and Buffers, and leaves the rest as it is', () => {
    const whole = new Uint8Array(4)
    const rest = { deep: [1, 'a'] }
    const message = { whole, rest, view: whole.subarray(1, 2), buffer: Buffer.from([1]) }
    const own = withOwnBytes(message) as typeof message
    expect(own).toEqual({ ...message, buffer: new Uint8Array([1]) })
    expect(own.whole).toBe(whole)
    expect(own.rest).toBe(rest)
    expect(own.view.buffer.byteLength).toBe(1)
    expect(Object.getPrototypeOf(own.buffer)).toBe(Uint8Array.prototype)
    expect(message.view.buffer).toBe(whole.buffer)
    expect(withOwnBytes(rest)).toBe(rest)
  })
})

describe('plain data', () => {
  it('may come from another realm', () => {
    const foreign: unknown = runInNewContext('({ list: [new Uint8Array([7])] })')
    expect(withOwnBytes(foreign)).toEqual({ list: [new Uint8Array([7])] })
    expect(isBytes(runInNewContext('new Uint8Array(1)'))).toBe(true)
    expect(() => mapBytes(runInNewContext('new Map()'), (bytes) => bytes)).toThrow(TypeError)
  })

  it('is no array of another kind, and nothing that calls itself bytes', () => {
    expect(isBytes(new Uint16Array(1))).toBe(false)
    expect(isBytes({ [Symbol.toStringTag]: 'Uint8Array' })).toBe(false)
  })
})
