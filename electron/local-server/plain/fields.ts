import { Buffer } from 'node:buffer'

/** A body that is JSON but not of the form that is wanted. */
export class WrongTypeError extends Error {
  override readonly name = 'WrongTypeError'
}

/** The fields of a JSON object. */
export type Fields = Readonly<Partial<Record<string, unknown>>>

/** @returns undefined when the bytes are no JSON. @throws WrongTypeError when they are JSON of another kind than an object. */
export function parseFields(body: Buffer): Fields | undefined {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'), asTheServerReads)
  } catch {
    return undefined
  }
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new WrongTypeError('an object is needed')
  return Object.fromEntries(Object.entries(value))
}

/**
 * The server's whole numbers take no fraction and no exponent, not even `2.0`: such a number becomes NaN here. Half a
 * character becomes U+FFFD.
 */
function asTheServerReads(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === 'string') return Buffer.from(value).toString('utf8')
  return typeof value === 'number' && /[.eE]/.test(context?.source ?? '') ? Number.NaN : value
}

/** Empty when it is missing. @throws WrongTypeError */
export function textField(fields: Fields, name: string): string {
  const value = fields[name] ?? ''
  if (typeof value !== 'string') throw new WrongTypeError(`${name} is no string`)
  return value
}

/** 0 when it is missing. @throws WrongTypeError for a fraction, or more than 64 bits hold. */
export function wholeField(fields: Fields, name: string): number {
  const value = fields[name] ?? 0
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) >= 2 ** 63) {
    throw new WrongTypeError(`${name} is no whole number`)
  }
  return value
}

/** Empty when it is missing. @throws WrongTypeError */
export function textsField(fields: Fields, name: string): readonly string[] {
  const value = fields[name] ?? []
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new WrongTypeError(`${name} is no list of strings`)
  }
  return value
}

/** Empty when it is missing. @throws WrongTypeError */
export function mapField(fields: Fields, name: string): Readonly<Record<string, string>> {
  const value = fields[name] ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new WrongTypeError(`${name} is no object`)
  const entries = Object.entries(value).map(([key, item]): [string, string] => {
    if (typeof item !== 'string') throw new WrongTypeError(`${name}.${key} is no string`)
    return [key, item]
  })
  return Object.fromEntries(entries)
}
