/**
 * What Node and the browser both have, and what `shared/` may use of it. Included by shared/tsconfig.json alone:
 * the other projects bring the full types of their own platform.
 */
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes: Uint8Array): string
}
declare class URL {
  constructor(text: string)
  readonly protocol: string
  readonly hostname: string
  readonly host: string
  readonly username: string
  readonly password: string
  readonly href: string
}
