import type { ErrorData } from '../domain/errors.ts'
import { isErrorData } from '../domain/errors.ts'

/** Caller → callee. Ids are given by the caller and are never used twice on one wire. */
export type Request =
  | { readonly t: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly t: 'open'; readonly id: number; readonly name: string; readonly input: unknown }
  /** The reader of a stream has used this many bytes and allows as many more. */
  | { readonly t: 'credit'; readonly id: number; readonly bytes: number }
  /** The caller no longer wants the answer, or the rest of the stream. */
  | { readonly t: 'abort'; readonly id: number }

/** Callee → caller. `value` ends a call, `end` a stream, `error` either. */
export type Reply =
  | { readonly t: 'value'; readonly id: number; readonly value: unknown }
  | { readonly t: 'item'; readonly id: number; readonly value: unknown }
  | { readonly t: 'end'; readonly id: number }
  | { readonly t: 'error'; readonly id: number; readonly error: ErrorData }

/**
 * What a stream's writer may have under way before its reader has used any, in the bytes of `costOf`. It may pass this
 * by the one item with which it ran out.
 */
export const streamWindow = 512 * 1024

/** More requests under way than this end the wire: no honest caller comes near. */
export const maxRunning = 20_000

function fields(message: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const record = message as Record<string, unknown>
  return Number.isSafeInteger(record.id) && (record.id as number) > 0 ? record : undefined
}

/** The request in this message, or undefined when the peer sends something else. */
export function parseRequest(message: unknown): Request | undefined {
  const record = fields(message)
  switch (record?.t) {
    case 'call':
    case 'open':
      return typeof record.name === 'string' ? (record as Request) : undefined
    case 'credit': {
      const bytes = record.bytes
      return Number.isSafeInteger(bytes) && (bytes as number) > 0 ? (record as Request) : undefined
    }
    case 'abort':
      return record as Request
    default:
      return undefined
  }
}

/** The reply in this message, or undefined when the peer sends something else. */
export function parseReply(message: unknown): Reply | undefined {
  const record = fields(message)
  switch (record?.t) {
    case 'value':
    case 'item':
    case 'end':
      return record as Reply
    case 'error':
      return isErrorData(record.error) ? (record as Reply) : undefined
    default:
      return undefined
  }
}
