/**
 * Plain data is what every transport carries alike: null, booleans, numbers, strings, arrays, objects without a class,
 * and `Uint8Array`. Anything else would arrive as something else (a Date as text, an Error without its message), so it
 * is refused where it is sent.
 */

type Path = (string | number)[]

/** A byte array, also one of another realm (a worker's, jsdom's), where `instanceof` fails. */
export function isBytes(value: unknown): value is Uint8Array {
  if (value instanceof Uint8Array) return true
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]'
}

function refuse(path: Path): TypeError {
  return new TypeError(`Only plain data can be sent; ${path.length === 0 ? 'this' : path.join('.')} is not.`)
}

/** Is it an object made by `{}`, JSON or `Object.create(null)`, of this realm or another? */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * The same data with each byte array replaced. Parts without any are not copied.
 * @param replace gets the path to it, which it must copy to keep
 */
export function mapBytes(
  value: unknown,
  replace: (bytes: Uint8Array, path: readonly (string | number)[]) => unknown,
  path: Path = [],
): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') throw refuse(path)
    return value
  }
  if (isBytes(value)) return replace(value, path)
  const isArray = Array.isArray(value)
  if (!isArray && !isPlainObject(value)) throw refuse(path)
  let copy: Record<string | number, unknown> | undefined
  for (const key of Object.keys(value)) {
    path.push(key)
    const part = (value as Record<string, unknown>)[key]
    const mapped = mapBytes(part, replace, path)
    path.pop()
    if (mapped === part) continue
    copy ??= (isArray ? [...value] : { ...value }) as Record<string | number, unknown>
    copy[key] = mapped
  }
  return copy ?? value
}

/**
 * For transports that clone: they clone the whole buffer behind a view, which may hold what the peer must not see.
 * Such views are copied; everything else stays as it is.
 */
export function withOwnBytes(message: unknown): unknown {
  return mapBytes(message, (bytes) =>
    bytes.byteLength === bytes.buffer.byteLength && bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes),
  )
}

/**
 * What an item costs of its stream's credit, in bytes: its bytes, its text, and a little for each value. Both ends
 * count by this function, so that neither has to believe the other; members that are `undefined` do not count, because
 * not every transport carries them.
 */
export function costOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length
  if (typeof value !== 'object' || value === null) return 16
  if (isBytes(value)) return 16 + value.byteLength
  let cost = 16
  if (Array.isArray(value)) for (const part of value) cost += costOf(part)
  else for (const [key, part] of Object.entries(value)) if (part !== undefined) cost += key.length + costOf(part)
  return cost
}
