import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { SessionProgress, SessionRef } from '../../../shared/domain/session.ts'
import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { ConnectionSessions } from '../sessions/session-list.ts'
import { workflows } from './all-workflows.ts'
import type { WorkflowContext } from './context.ts'
import { nameInCreate, provisionalId } from './create.ts'
import { Execution } from './execution.ts'
import type { Position } from './position.ts'
import { positionOf } from './position.ts'
import type { Cursors } from './workflow.ts'

/** One workflow that is not over, under way or stopped, and how it shows in the list of sessions. */
export class Entry {
  readonly cursor: WorkflowCursor
  /** Was it on disk when this application started? */
  readonly #isOld: boolean
  #sessions: ConnectionSessions | undefined
  #execution: Execution<WorkflowContext> | undefined
  /** Of the work on it; undefined while it waits for a person. */
  end: Promise<void> | undefined

  constructor(cursor: WorkflowCursor, isOld: boolean) {
    this.cursor = cursor
    this.#isOld = isOld
  }

  /** Its present session: a creation gets its own on the way. */
  get session(): SessionRef {
    return this.#execution?.session ?? this.cursor.session
  }

  /** Undefined until its connection could be asked. */
  get execution(): Execution<WorkflowContext> | undefined {
    return this.#execution
  }

  /** Why it stopped and waits for a person. */
  get problem(): ErrorData | undefined {
    return this.#execution ? this.#execution.problem : (this.cursor.problem ?? undefined)
  }

  /** Makes it ready to go on, or to be undone. Throws `unsupported` for a cursor of another version. */
  execute(
    context: WorkflowContext,
    cursors: Cursors,
    onLostCursor: (error: unknown) => void,
  ): Execution<WorkflowContext> {
    this.#sessions = context.sessions
    this.#execution ??= new Execution<WorkflowContext>({
      workflow: workflows[this.cursor.kind],
      context,
      cursor: this.cursor,
      kept: this.#isOld,
      cursors,
      onStep: (position) => this.#show({ progress: this.#progress(position) }),
      onLostCursor,
    })
    return this.#execution
  }

  /** One of before, whose server does not answer yet, or which waits for a person. */
  showIn(sessions: ConnectionSessions): void {
    this.#sessions = sessions
    const position = this.#progress(positionOf(workflows[this.cursor.kind], this.cursor))
    if (this.waits) this.#show(this.#stopped())
    else this.#show({ progress: { ...position, words: 'waiting for the server' } })
  }

  /** Did it stop with a failure that was told? What was being undone is wanted gone, and goes on by itself. */
  get waits(): boolean {
    return this.problem !== undefined && (this.#execution !== undefined || this.cursor.phase !== 'undoing')
  }

  /** It is over, or it stopped. @param told what there is to say of one that is over */
  showEnd(told: ErrorData | undefined): void {
    this.#show(this.problem ? this.#stopped() : told ? { problem: told } : {})
  }

  #stopped(): Shown {
    const position = this.#execution?.position ?? positionOf(workflows[this.cursor.kind], this.cursor)
    return { stopped: this.#progress(position), ...(this.problem ? { problem: this.problem } : {}) }
  }

  #show(shown: Shown): void {
    const { sessionId } = this.session
    if (sessionId === provisionalId(this.cursor.id)) {
      const isOver = !shown.progress && !shown.stopped
      const making = { id: sessionId, name: nameInCreate(this.cursor.input), ...shown }
      this.#sessions?.noteMaking(sessionId, isOver ? undefined : making)
    } else this.#sessions?.note(sessionId, shown)
  }

  #progress({ index, name, undoing, canUndo }: Position): SessionProgress {
    const { id, kind } = this.cursor
    return {
      id,
      workflow: kind,
      step: index + 1,
      of: workflows[kind].steps.length,
      words: name,
      ...(undoing ? { undoing: true } : canUndo ? { canUndo: true } : {}),
    }
  }
}

interface Shown {
  readonly progress?: SessionProgress
  readonly stopped?: SessionProgress
  readonly problem?: ErrorData
}
