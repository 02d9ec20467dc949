import type { Buffer } from 'node:buffer'
import { mapField, parseFields, textField, wholeField } from './fields.ts'
import { isPast } from './instants.ts'
import type { PlainSettings } from './options.ts'
import { bare, json, Refusal, success, unavailable } from './replies.ts'
import type { Route } from './router.ts'
import { listedJson, sessionJson } from './session-json.ts'
import type { Sessions, SessionWish } from './sessions.ts'
import { SessionError } from './sessions.ts'

type Settings = Pick<PlainSettings, 'deployment'>

/** The endpoints of the session service. */
export function sessionRoutes(sessions: Sessions, { deployment }: Settings): readonly Route[] {
  const shown = (session: Parameters<typeof sessionJson>[0]) => json(200, sessionJson(session, deployment))
  const routes: readonly Route[] = [
    {
      method: 'POST',
      path: '/api/v1/sessions',
      handle: ({ userId, body }) => json(201, sessionJson(sessions.create(userId, wishOf(body)), deployment)),
    },
    {
      method: 'GET',
      path: '/api/v1/sessions',
      handle({ userId }) {
        const all = sessions.ofUser(userId).map((session) => listedJson(session, deployment))
        return json(200, { sessions: all.length === 0 ? null : all })
      },
    },
    {
      method: 'GET',
      path: '/api/v1/sessions/{id}',
      handle({ id }) {
        const session = sessions.get(id)
        if (session === undefined && deployment === 'memory') return unavailable('sessions')
        return session === undefined || isPast(session.expiresAt) ? bare(404, 'session not found', 2) : shown(session)
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/sessions/{id}',
      handle({ id }) {
        sessions.delete(id)
        return success
      },
    },
    { method: 'POST', path: '/api/v1/sessions/{id}/pause', handle: async ({ id }) => shown(await sessions.pause(id)) },
    { method: 'POST', path: '/api/v1/sessions/{id}/resume', handle: ({ id }) => shown(sessions.resume(id)) },
    {
      method: 'POST',
      path: '/api/v1/sessions/{id}/touch',
      handle({ id }) {
        sessions.touch(id)
        return success
      },
    },
    {
      method: 'POST',
      path: '/api/v1/sessions/{id}/bind',
      handle({ id, body }) {
        sessions.bind(id, sandboxIdOf(body))
        return success
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/sessions/{id}/bind',
      handle({ id }) {
        sessions.bind(id, undefined)
        return success
      },
    },
  ]
  return routes.map((route) => refusing(route, deployment))
}

/** A service's refusal as the gateway answers it: in memory deployments a session that is not known is a dead service. */
function refusing(route: Route, deployment: Settings['deployment']): Route {
  return {
    ...route,
    async handle(call) {
      try {
        return await route.handle(call)
      } catch (error) {
        if (!(error instanceof SessionError)) throw error
        throw new Refusal(
          error.unknown && deployment === 'memory' ? unavailable('sessions') : bare(400, error.message, 2),
        )
      }
    },
  }
}

/** What is missing or broken means the defaults; only what is JSON of a wrong type is refused. */
function wishOf(body: Buffer): SessionWish {
  const fields = parseFields(body) ?? {}
  return {
    image: textField(fields, 'image'),
    cpuCount: wholeField(fields, 'cpu_count'),
    memoryMb: wholeField(fields, 'memory_mb'),
    ttlNanoseconds: wholeField(fields, 'ttl'),
    metadata: mapField(fields, 'metadata'),
  }
}

function sandboxIdOf(body: Buffer): string {
  const fields = parseFields(body)
  if (fields === undefined) throw new Refusal(bare(400, 'Invalid request body'))
  return textField(fields, 'sandbox_id')
}
