import type { FastifyInstance } from 'fastify'
import { keptSessionAnswer, runsOnOf, sessionAnswer } from './answers.ts'
import { parse, restoreBody } from './bodies.ts'
import type { PersonOf } from './person.ts'
import type { Services } from './services.ts'

interface ById {
  readonly Params: { readonly id: string }
}

/** `/kept-sessions`, the extension `kept/1`: sessions that have ended and can come back. */
export function keptRoutes(app: FastifyInstance, services: Services, personOf: PersonOf): void {
  const { sessions, clientSessions } = services
  const runsOn = runsOnOf(services)

  app.get('/api/v1/kept-sessions', async (request) => {
    const all = sessions.kept.list(personOf(request))
    const sizes = await sessions.keptSizes.of(all)
    return { sessions: all.map((kept) => keptSessionAnswer(kept, sizes.get(kept.session.id), runsOn)) }
  })
  app.post<ById>('/api/v1/kept-sessions/:id/restore', async (request) => {
    const { lifeMs } = parse(restoreBody, request.body)
    const session = await sessions.kept.restore(request.params.id, personOf(request), lifeMs)
    clientSessions.note(request, session.id)
    return sessionAnswer(session, runsOn)
  })
  app.delete<ById>('/api/v1/kept-sessions/:id', async (request) => {
    await sessions.kept.forget(request.params.id, personOf(request))
    return { success: true }
  })
}
