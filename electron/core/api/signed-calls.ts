import type { z } from 'zod'
import { AppError, fail, isAppError } from '../../../shared/domain/errors.ts'
import type { TokenKeeper } from './token-keeper.ts'
import type { ApiRequest, Transport } from './transport.ts'
import { parseAnswer } from './wire.ts'

/** Aborting ends the waiting with `cancelled`, and nothing on the server (API note 3.5). */
export interface CallOptions {
  readonly signal?: AbortSignal
}

/** Sends requests with a token, and reads their answers. */
export class SignedCalls {
  readonly #transport: Transport
  readonly #tokens: TokenKeeper

  constructor(transport: Transport, tokens: TokenKeeper) {
    this.#transport = transport
    this.#tokens = tokens
  }

  /** The answer, of this form. A refused token is renewed once. */
  async ask<T>(request: ApiRequest, schema: z.ZodType<T>, options: CallOptions = {}): Promise<T> {
    return read(request, schema, await this.text(request, options))
  }

  /** The answer as text. */
  async text(request: ApiRequest, options: CallOptions = {}): Promise<string> {
    const asked = { ...request, ...options }
    const token = await this.#tokens.get()
    try {
      return (await this.#transport.send(asked, token)).text
    } catch (error) {
      // A request that was refused for its token was not carried out, so any may be repeated.
      if (!isAppError(error, 'auth')) throw error
      this.#tokens.refused(token)
    }
    return (await this.#transport.send(asked, await this.#tokens.get())).text
  }
}

/** A change that was carried out, and whose answer makes no sense, has an outcome that has to be looked up. */
function read<T>(request: ApiRequest, schema: z.ZodType<T>, text: string): T {
  try {
    return parseAnswer(schema, text)
  } catch (error) {
    if (request.safe || !(error instanceof AppError)) throw error
    throw fail('outcome-unknown', error.message, { cause: error })
  }
}
