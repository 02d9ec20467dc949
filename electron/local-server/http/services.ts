import type { LocalProbeReady } from '../../../shared/domain/local-probe.ts'
import type { Lifetime } from '../lifetime/lifetime.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Tokens } from './auth.ts'
import type { BodyBudget } from './body-budget.ts'
import type { ClientSessions } from './client-sessions.ts'
import type { Programs } from './programs/programs.ts'
import type { Uploads } from './uploads/uploads.ts'

/** What the routes stand on. */
export interface Services {
  readonly version: string
  readonly probe: LocalProbeReady
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly sandboxes: Sandboxes
  /** Memory that the bodies of all entrances share. */
  readonly bodies: BodyBudget
  readonly uploads: Uploads
  /** Both entrances note in it. */
  readonly clientSessions: ClientSessions
  /** The port that programs of this computer may use. */
  readonly programs: Programs
  readonly lifetime: Lifetime
}
