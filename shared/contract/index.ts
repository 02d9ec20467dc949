import { app } from './app.ts'
import { connections } from './connections.ts'
import { diagnostics } from './diagnostics.ts'
import { drafts } from './drafts.ts'
import { files } from './files.ts'
import { programs } from './programs.ts'
import { runOptions } from './run-options.ts'
import { runs } from './runs.ts'
import { sessions } from './sessions.ts'

/** THE contract of main and the window, as a value. The window imports its type alone, so that no zod reaches it. */
export const contract = {
  ...app,
  ...connections,
  ...sessions,
  ...runs,
  ...runOptions,
  ...files,
  ...programs,
  ...drafts,
  ...diagnostics,
} as const

export type AppContract = typeof contract
