import { z } from 'zod'
import type { ProgramsAccess } from '../../../shared/domain/programs.ts'
import { requests } from './requests.ts'
import type { CallOptions, SignedCalls } from './signed-calls.ts'

const access: z.ZodType<ProgramsAccess> = z.object({
  open: z.boolean(),
  port: z.number(),
  error: z.string().exactOptional(),
  python: z.string().exactOptional(),
})

/** The local server's entrance for other programs, an extension of its private socket. Each call answers how it is then. */
export class ProgramsApi {
  readonly #calls: SignedCalls

  constructor(calls: SignedCalls) {
    this.#calls = calls
  }

  async read(options: CallOptions = {}): Promise<ProgramsAccess> {
    return await this.#calls.ask(requests.programs(), access, options)
  }

  /** `conflict` when the port is taken. */
  async open(port: number, options: CallOptions = {}): Promise<ProgramsAccess> {
    return await this.#calls.ask(requests.openToPrograms(port), access, options)
  }

  async close(options: CallOptions = {}): Promise<ProgramsAccess> {
    return await this.#calls.ask(requests.closeToPrograms(), access, options)
  }
}
