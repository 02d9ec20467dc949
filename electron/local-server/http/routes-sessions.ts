import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors.ts'
import { runsOnOf, sessionAnswer } from './answers.ts'
import { bindBody, deleteSessionQuery, parse, sessionBody } from './bodies.ts'
import type { PersonOf } from './person.ts'
import type { Services } from './services.ts'

interface ById {
  readonly Params: { readonly id: string }
}

/** `/sessions` and everything below it. */
export function sessionRoutes(app: FastifyInstance, services: Services, personOf: PersonOf): void {
  const { sessions, clientSessions } = services
  const runsOn = runsOnOf(services)

  app.post('/api/v1/sessions', async (request, reply) => {
    const session = sessions.create(personOf(request), parse(sessionBody, request.body))
    clientSessions.note(request, session.id)
    return reply.status(201).send(sessionAnswer(session, runsOn))
  })
  app.get('/api/v1/sessions', async (request) => ({
    sessions: sessions.list(personOf(request)).map((session) => sessionAnswer(session, runsOn)),
  }))
  app.get<ById>('/api/v1/sessions/:id', async (request) =>
    sessionAnswer(sessions.get(request.params.id, personOf(request)), runsOn),
  )
  app.delete<ById>('/api/v1/sessions/:id', async (request) => {
    await sessions.remove(request.params.id, personOf(request), parse(deleteSessionQuery, request.query))
    return { success: true }
  })
  app.post<ById>('/api/v1/sessions/:id/pause', async (request) =>
    sessionAnswer(await sessions.pause(request.params.id, personOf(request)), runsOn),
  )
  app.post<ById>('/api/v1/sessions/:id/resume', async (request) => {
    const session = await sessions.resume(request.params.id, personOf(request))
    clientSessions.note(request, session.id)
    return sessionAnswer(session, runsOn)
  })
  app.post<ById>('/api/v1/sessions/:id/touch', async (request) => {
    sessions.touch(request.params.id, personOf(request))
    return { success: true }
  })
  app.post<ById>('/api/v1/sessions/:id/bind', async (request) => {
    if (request.body === undefined) throw new RequestError(400, 'Invalid request body')
    const { sandbox_id: sandboxId } = parse(bindBody, request.body)
    const { id } = request.params
    if (sandboxId === '') await sessions.unbind(id, personOf(request))
    else await sessions.bind(id, sandboxId, personOf(request))
    return { success: true }
  })
  app.delete<ById>('/api/v1/sessions/:id/bind', async (request) => {
    await sessions.unbind(request.params.id, personOf(request))
    return { success: true }
  })
}
