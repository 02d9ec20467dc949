import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RequestError } from '../../errors.ts'
import type { Person } from '../../people.ts'
import { parse } from '../bodies.ts'
import { PortTakenError } from '../listen.ts'
import type { PersonOf } from '../person.ts'
import type { Programs, ProgramsState } from './programs.ts'
import { standardPort } from './programs.ts'

const openBody = z.object({ port: z.int().min(0).max(65_535).default(standardPort) })

/** `/local/programs`: this server's own, for the owner of this computer, on the private socket alone (README.md beside this). */
export function programRoutes(app: FastifyInstance, programs: Programs, personOf: PersonOf): void {
  app.get('/local/programs', async (request) => {
    refuseOthers(personOf(request))
    return answer(programs.state)
  })
  app.put('/local/programs', async (request) => {
    refuseOthers(personOf(request))
    const { port } = parse(openBody, request.body)
    try {
      return answer(await programs.open(port))
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error
      throw new RequestError(409, error.message, 'port_taken')
    }
  })
  app.delete('/local/programs', async (request) => {
    refuseOthers(personOf(request))
    return answer(await programs.close())
  })
}

function refuseOthers(person: Person): void {
  if (!person.isOwner) throw new RequestError(403, 'only the owner of this computer opens it to programs', 'forbidden')
}

function answer(state: ProgramsState) {
  if (!state.open) return state
  const baseUrl = `http://127.0.0.1:${state.port}`
  return { ...state, base_url: baseUrl, python: `client = SandboxClient(base_url="${baseUrl}")` }
}
