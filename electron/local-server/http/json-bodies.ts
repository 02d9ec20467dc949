import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors.ts'
import type { BodyBudget } from './body-budget.ts'
import { bodyPieces, utf8 } from './read-body.ts'

/** Commands, code and variables: all of them together may have some 2 MB in a program's start, sixfold when escaped in JSON. */
const largestBody = 16 * 1024 * 1024

/** As on every server of this API: a request has to arrive within 30 s. */
const patience = { piece: 30_000, whole: 30_000 }

/**
 * Reads bodies as JSON, and no other kind. One that is named JSON and is empty is none. What holds the key `__proto__` or
 * `constructor.prototype` is refused as broken.
 */
export function takeJsonBodies(app: FastifyInstance, budget: BodyBudget): void {
  app.removeContentTypeParser(['text/plain', 'application/json'])
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', (request, payload, done) => {
    const share = budget.open()
    const read = async (): Promise<string> => {
      if (Number(request.headers['content-length']) > largestBody) throw tooLarge()
      const decode = utf8()
      let size = 0
      let text = ''
      const take = (bytes: number) => {
        size += bytes
        if (size > largestBody) throw tooLarge()
        share.take(bytes)
      }
      for await (const piece of bodyPieces(payload, take, patience)) text += decode(piece)
      return text + decode()
    }
    read()
      .then(
        (text) => (text === '' ? done(null, undefined) : parseJson(request, text, done)),
        (error: Error) => done(error),
      )
      .finally(() => share.end())
  })
}

/** @returns 413, plain text as most refusals of this API are. */
function tooLarge(): RequestError {
  return new RequestError(413, 'Request body is too large')
}
