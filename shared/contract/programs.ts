import { z } from 'zod'
import type { ProgramsAccess } from '../domain/programs.ts'
import { call } from '../wire/contract.ts'
import { nothing } from './schemas.ts'

/** "Open to programs on this computer": the local server by TCP, for the Python SDK. Each answers how it is then. */
export const programs = {
  'programs.read': call<ProgramsAccess>()(nothing),
  /** Opens this port in place of the one that is open; kept for later starts. `conflict` when it is taken: nothing changes. */
  'programs.open': call<ProgramsAccess>()(z.object({ port: z.int().min(1).max(65_535) })),
  /** Closes it with all its connections. */
  'programs.close': call<ProgramsAccess>()(nothing),
} as const
