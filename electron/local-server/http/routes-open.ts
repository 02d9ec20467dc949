import { availableParallelism, totalmem } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { RequestError } from '../errors.ts'
import { endPath } from '../lifetime/end-route.ts'
import { outputLimits, timeLimits } from '../sandboxes/execute.ts'
import { keptDays } from '../sessions/kept-sessions.ts'
import type { Entrance } from './auth.ts'
import { mostOfSession, parse, refreshBody, tokenBody } from './bodies.ts'
import type { Services } from './services.ts'

/** The routes that need no token. */
export const openRoutes: ReadonlySet<string> = new Set([
  '/health',
  '/api/v1/auth/token',
  '/api/v1/auth/refresh',
  endPath,
])

/** `/health` and the tokens. */
export function openRoutesFor(app: FastifyInstance, services: Services, entrance: Entrance): void {
  const { lifetime, probe, tokens, version } = services

  app.all('/health', async () => ({
    status: 'ok',
    service: 'local',
    version,
    instance: lifetime.instance,
    ...(entrance === 'socket' ? { pid: process.pid } : {}),
    runtime: probe.isolation,
    limits: {
      kind: probe.limits,
      session: mostOfSession,
      computer: thisComputer(),
      execute_timeout_seconds: timeLimits.most,
      output_bytes: outputLimits.default,
      most_output_bytes: outputLimits.most,
    },
    // attach/1: shared/supervisor/attach-1.md. keeps/1: `keeps` names what pausing and resuming keep without the client's help.
    // kept/1: sessions that have ended come back (`/kept-sessions`) for so many days.
    extensions: ['attach/1', 'keeps/1', 'kept/1'],
    keeps: ['workspace'],
    kept_days: keptDays,
    probe,
  }))

  app.post('/api/v1/auth/token', async (request) => {
    const { user_id: userId, role } = parseInJson(tokenBody, request.body)
    return tokens.issue(userId, role, entrance)
  })
  app.post('/api/v1/auth/refresh', async (request) =>
    tokens.refresh(parseInJson(refreshBody, request.body).refresh_token, entrance),
  )
}

/** Tokens say their 400 in JSON. */
function parseInJson<T>(schema: z.ZodType<T>, body: unknown): T {
  try {
    return parse(schema, body)
  } catch (error) {
    if (error instanceof RequestError) throw new RequestError(400, error.message, 'invalid_request')
    throw error
  }
}

/** What a session can have in truth, whatever it may ask for. */
function thisComputer() {
  return { cpu_count: availableParallelism(), memory_mb: Math.floor(totalmem() / 1024 ** 2) }
}
