import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors.ts'
import type { Person } from '../people.ts'
import { execute } from '../sandboxes/execute.ts'
import { listFolder, removePath } from '../sandboxes/files.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { SupervisorClient } from '../supervisor/client.ts'
import { sandboxAnswer } from './answers.ts'
import { acquireBody, deleteQuery, executeBody, listQuery, parse, releaseBody } from './bodies.ts'
import { executeAnswer } from './execute-answer.ts'
import type { PersonOf } from './person.ts'
import type { Services } from './services.ts'
import { writeRoute } from './uploads/write-route.ts'

/** `/sandbox`, `/execute` and `/files`. */
export function sandboxRoutes(app: FastifyInstance, services: Services, personOf: PersonOf): void {
  const { sandboxes, sessions } = services

  const sandboxOf = (id: string, person: Person, words: string): Sandbox => {
    const sandbox = sandboxes.find(id, person)
    if (sandbox === undefined) throw new RequestError(404, words)
    return sandbox
  }
  const supervisorOf = (id: string, person: Person, words: string): SupervisorClient => {
    const sandbox = sandboxOf(id, person, words)
    if (sandbox.supervisor === undefined) throw new RequestError(503, 'the sandbox is being restarted')
    return sandbox.supervisor
  }

  app.post('/api/v1/sandbox/acquire', async (request, reply) => {
    const person = personOf(request)
    const { network, session_id: sessionId, tie } = parse(acquireBody, request.body)
    const session = sessionId === undefined ? undefined : sessions.get(sessionId, person)
    const wanted = network ?? session?.metadata.network !== 'off'
    // The owner's own application binds by itself, and so does whoever names a session.
    const bindsItself = person.isOwner || !tie || session !== undefined
    const hints = bindsItself ? undefined : services.clientSessions.hints(request)
    const sandbox = await sessions.acquire(session?.userId ?? person.userId, wanted, hints)
    // Nobody would ever learn its id. Files of a session that it was tied to stay with the session.
    if (reply.raw.destroyed) await sessions.release(sandbox.identity.id, person)
    return sandboxAnswer(sandbox)
  })
  app.post('/api/v1/sandbox/release', async (request) => {
    await sessions.release(parse(releaseBody, request.body).sandbox_id, personOf(request))
    return { success: true }
  })
  app.get('/api/v1/sandbox/stats', async () => sandboxes.stats())

  app.post('/api/v1/execute', async (request, reply) => {
    const { sandboxId, ...wish } = parse(executeBody, request.body)
    if (wish.command.length === 0 && wish.code === '') throw new RequestError(400, 'command or code is required')
    const supervisor = supervisorOf(sandboxId, personOf(request), 'Sandbox not found')
    const causes = sandboxes.get(sandboxId)?.causes
    const outcome = await execute(supervisor, wish, sandboxes.runtime.environment, causes)
    return reply.type('application/json; charset=utf-8').send(await executeAnswer(outcome))
  })

  const notFound = (id: string) => `sandbox not found: ${id}`
  const filesOf = (id: string, person: Person) => supervisorOf(id, person, notFound(id))

  app.get('/api/v1/files', async (request) => {
    const query = parse(listQuery, request.query)
    const { files, truncated } = await listFolder(filesOf(query.sandbox_id, personOf(request)), query.path)
    return truncated ? { files, truncated } : { files }
  })
  writeRoute(app, services.uploads, {
    expectSandbox: (id, request) => void sandboxOf(id, personOf(request), notFound(id)),
    supervisorOf: (id, request) => filesOf(id, personOf(request)),
  })
  app.delete('/api/v1/files', async (request) => {
    const query = parse(deleteQuery, request.query)
    await removePath(filesOf(query.sandbox_id, personOf(request)), query.path)
    return { success: true }
  })
}
