import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Person } from '../people.ts'
import type { Entrance, Tokens } from './auth.ts'

/** Who sent a request that passed the check. */
export type PersonOf = (request: FastifyRequest) => Person

/** Asks for a token on every route but those named, before the body is read. */
export function checkPeople(
  app: FastifyInstance,
  tokens: Tokens,
  entrance: Entrance,
  open: ReadonlySet<string>,
): PersonOf {
  const people = new WeakMap<FastifyRequest, Person>()
  app.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url
    // No route: 404 or 405, which need no token.
    if (route === undefined || open.has(route)) return
    people.set(request, await tokens.check(request.headers.authorization, entrance))
  })
  return (request) => {
    const person = people.get(request)
    if (person === undefined) throw new Error('A route was reached without a check of the token')
    return person
  }
}
