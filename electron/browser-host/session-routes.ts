import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { BrowserSessions } from './browser-sessions.ts'
import type { OneTimeTokens } from './one-time-tokens.ts'
import { trustOf } from './request-origin.ts'

/** A token of ours has 43 characters. */
const body = {
  type: 'object',
  required: ['token'],
  additionalProperties: false,
  properties: { token: { type: 'string', minLength: 1, maxLength: 256 } },
} as const

export interface SessionRoutesOptions {
  readonly tokens: OneTimeTokens
  readonly sessions: () => BrowserSessions
  readonly port: () => number
  /** Whether the user who made this connection may use the window. */
  readonly isOwnUser: (socket: Socket) => Promise<boolean>
}

/**
 * `POST /session` exchanges a token for a cookie: 204, 410 for a used token, 403 for a wrong one.
 * `GET /session` says whether this browser has a good cookie (204, else 401): a page cannot see why its WebSocket was refused.
 */
export function sessionRoutes(app: FastifyInstance, { tokens, sessions, port, isOwnUser }: SessionRoutesOptions): void {
  app.post<{ Body: { token: string } }>('/session', { schema: { body } }, async (request, reply) => {
    if (trustOf({ host: request.headers.host, origin: request.headers.origin }, port()) !== 'same-origin') {
      return reply.code(403).send({ message: 'Only the window itself may open a session.' })
    }
    if (!(await isOwnUser(request.socket))) {
      return reply.code(403).send({ message: 'This window belongs to another user of this computer.' })
    }
    switch (tokens.redeem(request.body.token)) {
      case 'ok':
        return reply.header('Set-Cookie', sessions().open()).code(204).send()
      case 'used':
        return reply
          .code(410)
          .send({ message: 'This address was used already. Type npm start again: it prints a new one.' })
      case 'wrong':
        return reply
          .code(403)
          .send({ message: 'This address is not one of this start. Type npm start again: it prints a new one.' })
    }
  })
  app.get('/session', async (request, reply) => {
    if (sessions().has(request.headers.cookie)) return reply.code(204).send()
    return reply.code(401).send({ message: 'This browser has not opened the window yet.' })
  })
}
