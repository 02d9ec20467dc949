import type { FastifyInstance } from 'fastify'
import type { Lifetime } from './lifetime.ts'

/** No token: who can open the private socket can also end the process. */
export const endPath = '/local/end'

/**
 * `POST /local/end`, on the private socket alone: an application of another version, or one that wants another runtime,
 * starts its own server in the place of this one. 200 `{"success":true}`, and it ends; 409 `{"error":"in_use","message",
 * "clients","sandboxes"}` when somebody else uses it, and it goes on.
 */
export function endRoute(app: FastifyInstance, lifetime: Lifetime): void {
  app.post(endPath, async (_request, reply) => {
    const used = lifetime.endIfUnused()
    if (used === undefined) return { success: true }
    return reply.status(409).send({ error: 'in_use', message: 'the server is in use', ...used })
  })
}
