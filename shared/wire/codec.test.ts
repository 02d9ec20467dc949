import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '../domain/errors.ts'
import { decode, encode, FrameReader, maxFrameBytes, prefixed } from './codec.ts'

/** Any UTF-16, halves of pairs among it. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))

/** Any message: JSON values with byte arrays anywhere. */
const message = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    anyText,
    fc.uint8Array({ maxLength: 64 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON')), tie('value'), {
      maxKeys: 5,
      noNullPrototype: false,
    }),
  ),
})).value

describe('frames', () => {
  it('carry every message unchanged', () => {
    fc.assert(
      fc.property(message, (value) => {
        deepStrictEqual(decode(encode(value)), withPlainPrototypes(value))
      }),
    )
  })

  it('come out of a byte stream as they went in, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 40 })),
        (sent, cuts) => {
          const bytes = Buffer.concat(sent.map((value) => prefixed(value)))
          const reader = new FrameReader()
          const got: unknown[] = []
          for (let offset = 0; offset < bytes.byteLength; ) {
            const length = cuts.next().value
            for (const frame of reader.push(bytes.subarray(offset, offset + length))) got.push(decode(frame))
            offset += length
          }
          deepStrictEqual(got, sent.map(withPlainPrototypes))
        },
      ),
    )
  })

  it('share no memory with what they were read from, also from Node’s Buffer', () => {
    const frame = Buffer.from(encode({ bytes: new Uint8Array([1, 2, 3]) }))
    const { bytes } = decode(frame) as { bytes: Uint8Array }
    frame.fill(9)
    expect(bytes).toStrictEqual(new Uint8Array([1, 2, 3]))
    expect(bytes.buffer.byteLength).toBe(3)
  })

  it('drop members that are undefined and carry undefined alone as null', () => {
    expect(decode(encode({ a: undefined, b: [undefined] }))).toStrictEqual({ b: [null] })
    expect(decode(encode(undefined))).toBeNull()
  })
})

describe('encode', () => {
  it('refuses what is no plain data, and says where it is', () => {
    class Point {
      readonly x = 1
    }
    for (const value of [
      () => 1,
      Symbol('s'),
      1n,
      new Date(),
      new Map(),
      new Point(),
      new Float64Array(1),
      new Error('x'),
    ])
      expect(() => encode({ list: [value] })).toThrow(/^Only plain data can be sent; list\.0 is not\.$/)
    const ring: { self?: unknown } = {}
    ring.self = ring
    expect(() => encode(ring)).toThrow(RangeError)
  })

  it('refuses a message over the limit', () => {
    expect(() => encode(new Uint8Array(maxFrameBytes))).toThrow(expect.toSatisfy((e) => isAppError(e, 'too-large')))
    expect(encode(new Uint8Array(maxFrameBytes - 100)).byteLength).toBeLessThanOrEqual(maxFrameBytes)
  })
})

describe('decode', () => {
  const frameOf = (header: unknown, body = new Uint8Array(0)): Uint8Array => {
    const text = Buffer.from(JSON.stringify(header))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(text.byteLength)
    return Buffer.concat([length, text, body])
  }
  const one = new Uint8Array(1)

  it('puts bytes where they were, as a check of this table', () => {
    expect(decode(frameOf([[null], [[[0], 1]]], one))).toStrictEqual([one])
  })

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['half a length', new Uint8Array(3)],
    ['a header longer than the frame', new Uint8Array([1, 0, 0, 0])],
    ['a header that is no list', frameOf({ message: 1 })],
    ['a list of one', frameOf([1])],
    ['places that are no list', frameOf([null, 1])],
    ['a place that is no pair', frameOf([null, [1]], one)],
    ['a place with no path', frameOf([null, [[1, 1]]], one)],
    ['a length that is no number', frameOf([null, [[[], '1']]], one)],
    ['a length below nothing', frameOf([null, [[[], -1]]], one)],
    ['half a length of bytes', frameOf([null, [[[], 0.5]]], one)],
    ['more bytes than there are', frameOf([null, [[[], 2]]], one)],
    ['fewer bytes than there are', frameOf([null, []], one)],
    ['a place that is not there', frameOf([{}, [[['a'], 1]]], one)],
    ['a place that is taken', frameOf([{ a: 1 }, [[['a'], 1]]], one)],
    [
      'a place for two',
      frameOf(
        [
          [null],
          [
            [[0], 1],
            [[0], 0],
          ],
        ],
        one,
      ),
    ],
    [
      'a place within bytes',
      frameOf(
        [
          [null],
          [
            [[0], 1],
            [[0, 'byteLength'], 0],
          ],
        ],
        one,
      ),
    ],
    ['a place in the prototype', frameOf([{}, [[['__proto__', 'polluted'], 1]]], one)],
    ['the prototype itself', frameOf([{}, [[['__proto__'], 1]]], one)],
    ['a place in a constructor', frameOf([{}, [[['constructor', 'prototype', 'polluted'], 1]]], one)],
    ['a path of a list', frameOf([{ a: null }, [[[['a']], 1]]], one)],
    ['a path of null', frameOf([{ null: null }, [[[null], 1]]], one)],
  ])('refuses %s', (_, frame) => {
    expect(() => decode(frame)).toThrow()
    expect('polluted' in {}).toBe(false)
  })

  it('never does more than throw at random bytes, at changed frames, and at cut ones', () => {
    const attempt = (frame: Uint8Array) => {
      try {
        decode(frame)
      } catch (error) {
        expect(error).toSatisfy((e) => e instanceof RangeError || e instanceof SyntaxError || e instanceof TypeError)
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt))
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat(), (value, at, byte, cut) => {
        const frame = encode(value)
        frame[at % frame.byteLength] = byte
        attempt(frame)
        attempt(frame.subarray(0, cut % frame.byteLength))
      }),
    )
    expect('polluted' in {}).toBe(false)
  })
})

describe('FrameReader', () => {
  it('refuses a frame over the limit before it has come', () => {
    const prefix = Buffer.alloc(4)
    prefix.writeUInt32LE(maxFrameBytes + 1)
    expect(() => new FrameReader().push(prefix)).toThrow(RangeError)
  })

  it('takes a large frame in small pieces without copying it for each', () => {
    const frame = prefixed(new Uint8Array(32 * 1024 * 1024))
    const reader = new FrameReader()
    let frames: Uint8Array[] = []
    // With a copy for each piece this moves 128 GB and never ends in time.
    for (let offset = 0; offset < frame.byteLength; offset += 4096)
      frames = [...frames, ...reader.push(frame.subarray(offset, offset + 4096))]
    expect(frames.map((one) => one.byteLength)).toEqual([frame.byteLength - 4])
  })
})

/** `deepStrictEqual` tells objects without a prototype apart. */
function withPlainPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainPrototypes)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withPlainPrototypes(part)]))
}
