import { randomUUID } from 'node:crypto'
import type { sessions as contract } from '../../../shared/contract/sessions.ts'
import type { SessionHoldings, SessionRef } from '../../../shared/domain/session.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { WantedRunOptions } from '../run-options/run-options.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { provisionalId } from '../workflows/create.ts'
import type { EndedSessions } from '../workflows/ended-sessions.ts'
import { foreignToo } from '../workflows/let-go-steps.ts'
import type { Workflows } from '../workflows/workflows.ts'

export interface SessionHandlersOptions {
  readonly sessions: Sessions
  readonly workflows: Workflows
  readonly ended: EndedSessions
  /** What the runs of a session begin with. */
  readonly keepEnvironment: (session: SessionRef, env: WantedRunOptions['env']) => Promise<void>
  readonly holdingsOf: (session: SessionRef, countFiles: boolean) => Promise<SessionHoldings>
}

export function sessionHandlers({
  sessions,
  workflows,
  ended,
  keepEnvironment,
  holdingsOf,
}: SessionHandlersOptions): Handlers<typeof contract> {
  return {
    'sessions.watch': (_, { signal }) => sessions.watch(signal),
    'sessions.refresh': async ({ connectionId }) => await sessions.of(connectionId).refresh(),
    'sessions.create': async ({ workflowId = randomUUID(), env = [], ...wanted }, { signal }) => {
      // Beside the workflow, and before it: secrets are kept by the key store and stand in no cursor.
      const making = { connectionId: wanted.connectionId, sessionId: provisionalId(workflowId) }
      if (env.length > 0) await keepEnvironment(making, env)
      return await workflows.create(wanted, { signal, id: workflowId })
    },
    'sessions.open': async (ref) => {
      await workflows.run('open', ref)
      return sessions.get(ref)
    },
    'sessions.pause': async ({ releaseForeign, ...ref }) => {
      await workflows.run('pause', ref, releaseOf(releaseForeign))
      return sessions.get(ref)
    },
    'sessions.resume': async (ref) => {
      await workflows.run('resume', ref)
      return sessions.get(ref)
    },
    'sessions.letGo': async ({ releaseForeign, ...ref }) => {
      await workflows.run('let-go', ref, releaseOf(releaseForeign))
      return sessions.get(ref)
    },
    'sessions.delete': async ({ releaseForeign, ...ref }) => {
      await workflows.run('delete', ref, releaseOf(releaseForeign))
      void ended.tidy(ref.connectionId)
    },
    'sessions.again': async ({ workflowId }) => await workflows.again(workflowId),
    'sessions.undo': async ({ workflowId }) => await workflows.undo(workflowId),
    'sessions.cancel': async ({ workflowId }) => await workflows.cancel(workflowId),
    'sessions.find': async ({ connectionId, sessionId }) => await sessions.of(connectionId).look(sessionId),
    'sessions.label': async ({ session, labels }) => await sessions.of(session.connectionId).label(session, labels),
    'sessions.keepAlive': async ({ session, until }) => await sessions.keepAlive(session, until),
    'sessions.rename': async ({ session, name }) => await sessions.of(session.connectionId).rename(session, name),
    'sessions.holdings': async ({ countFiles, ...ref }) => await holdingsOf(ref, countFiles),
    'sessions.kept': async ({ connectionId }) => await ended.list(connectionId),
    'sessions.restore': async (ref) => await ended.restore(ref),
    'sessions.forget': async (ref) => await ended.forget(ref),
  }
}

function releaseOf(releaseForeign: boolean | undefined) {
  return { [foreignToo]: releaseForeign === true }
}
