import type { ErrorData } from '../../../shared/domain/errors.ts'
import { fail, toErrorData } from '../../../shared/domain/errors.ts'
import type { NewSession, SessionProgress, SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { WorkflowContext } from './context.ts'
import { createSession } from './create.ts'
import { deleteSession } from './delete.ts'
import { openSession } from './open.ts'
import { pauseSession } from './pause.ts'
import { resumeSession } from './resume.ts'

type Workflow = Exclude<SessionProgress['workflow'], 'create'>

/** What a workflow that came to its end has to tell all the same. */
type Remark = ErrorData | undefined

const workflows: Readonly<Record<Workflow, (context: WorkflowContext, sessionId: string) => Promise<Remark>>> = {
  open: openSession,
  pause: pauseSession,
  resume: resumeSession,
  delete: deleteSession,
}

const words: Readonly<Record<Workflow, string>> = {
  open: 'being opened',
  pause: 'being paused',
  resume: 'being resumed',
  delete: 'being deleted',
}

/**
 * Runs workflows: one at a time on a session. They go on when the window that asked closes: half of one helps nobody.
 */
export class Workflows {
  readonly #contextOf: (connectionId: string) => Promise<WorkflowContext>
  readonly #running = new Map<string, { readonly workflow: Workflow; readonly end: Promise<void> }>()

  readonly #creating = new Set<Promise<unknown>>()

  /**
   * @param contextOf waits for a connection that is being started; rejects with `not-found` for an unknown one, `offline`
   *   for one that cannot be asked
   */
  constructor(contextOf: (connectionId: string) => Promise<WorkflowContext>) {
    this.#contextOf = contextOf
  }

  /** Aborting with `cancelled` undoes what was made until then. */
  async create(wanted: NewSession, signal?: AbortSignal): Promise<SessionRef> {
    const made = this.#contextOf(wanted.connectionId).then((context) => createSession(context, wanted, signal))
    this.#creating.add(made)
    void made.catch(() => undefined).finally(() => this.#creating.delete(made))
    return await made
  }

  /** The same again while it runs shares its end; another one is refused with `conflict`. */
  async run(workflow: Workflow, ref: SessionRef): Promise<void> {
    const key = sessionKey(ref)
    const running = this.#running.get(key)
    if (running) {
      if (running.workflow === workflow) return await running.end
      throw fail('conflict', `The session is ${words[running.workflow]}. Try again when that is over.`)
    }
    const end = this.#perform(workflow, ref).finally(() => this.#running.delete(key))
    this.#running.set(key, { workflow, end })
    await end
  }

  /** Resolves when none runs any more; each ends by its own deadlines. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#creating, ...[...this.#running.values()].map(({ end }) => end)])
  }

  async #perform(workflow: Workflow, { connectionId, sessionId }: SessionRef): Promise<void> {
    const context = await this.#contextOf(connectionId)
    try {
      context.sessions.noteEnd(sessionId, await workflows[workflow](context, sessionId))
    } catch (error) {
      const data = toErrorData(error)
      if (data.code === 'internal') context.log.error(`The workflow ${workflow} failed`, error)
      // A refusal and a session that is gone are no half way: the state says it already.
      context.sessions.noteEnd(sessionId, data.code === 'refused' || data.code === 'gone' ? undefined : data)
      throw error
    }
  }
}
