import type { z } from 'zod'
import { AppError, fail, isAppError } from '../../../shared/domain/errors.ts'
import type { TokenKeeper } from './token-keeper.ts'
import type { ApiRequest, Transport } from './transport.ts'
import { untilAborted } from './until-aborted.ts'
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
    const { untold = [] } = request
    const token = await untilAborted(this.#tokens.get(), options.signal)
    try {
      return (await this.#transport.send({ ...asked, untold: [...untold, 401] }, token)).text
    } catch (error) {
      // A request that was refused for its token was not carried out, so any may be repeated.
      if (!isAppError(error, 'auth')) throw error
      this.#tokens.refused(token)
    }
    return (await this.#transport.send(asked, await this.#renewed(options))).text
  }

  /** Tells of a failure that was left untold, now that it is known to mean what it says. */
  tell(error: AppError): void {
    this.#transport.tell(error)
  }

  /** A token in place of one that was refused. Where there is none, the refusal is what is left. */
  async #renewed({ signal }: CallOptions): Promise<string> {
    try {
      return await untilAborted(this.#tokens.get(), signal)
    } catch (error) {
      if (error instanceof AppError && error.code === 'auth') this.tell(error)
      throw error
    }
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
