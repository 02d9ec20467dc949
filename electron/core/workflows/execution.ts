import type { ErrorCode, ErrorData } from '../../../shared/domain/errors.ts'
import { AppError, fail, isAppError, isErrorData, toErrorData } from '../../../shared/domain/errors.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { JsonValue, WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import { isUnclear } from '../api/unclear.ts'
import type { Position } from './position.ts'
import { lastBegun, nextIndex, positionOf } from './position.ts'
import { rest } from './rest.ts'
import type { Cursors, Found, Run, Step, Workflow } from './workflow.ts'

export interface ExecutionOptions<C> {
  readonly workflow: Workflow<C>
  readonly context: C
  /** A new one, or the one that a crash, a failure or the end of the application left. */
  readonly cursor: WorkflowCursor
  /** Is this cursor on disk? */
  readonly kept: boolean
  readonly cursors: Pick<Cursors, 'put' | 'remove'>
  /** Called at each step. */
  readonly onStep: (position: Position) => void
  /** A cursor could not be written or removed where that stops nothing. */
  readonly onLostCursor: (error: unknown) => void
}

/** In what a cursor has found: it was cancelled, and an end of the application does not forget that. */
const cancelled = 'cancelled'

/** Why it is undone when a person wants that. */
const wish: ErrorData = { code: 'cancelled', message: 'Cancelled.' }

/** What another try would not change. */
const hopeless: ReadonlySet<ErrorCode> = new Set(['refused', 'unsupported', 'conflict', 'gone', 'too-large'])

/**
 * One workflow from its cursor on. What it did is on disk before and after each step, and what it finds unclear it asks
 * the server: so a crash, at any point, leaves what another execution finishes or undoes.
 */
export class Execution<C> implements Run<C> {
  readonly context: C
  readonly #workflow: Workflow<C>
  readonly #cursors: Pick<Cursors, 'put' | 'remove'>
  readonly #options: ExecutionOptions<C>
  #cursor: WorkflowCursor
  #kept: boolean
  #abort = new AbortController()
  #ending: 'cancel' | 'close' | undefined
  #index: number
  /** A person wants it ended and taken back. */
  #cancelled: boolean
  #over = false
  /** The last write of the cursor: one follows the other. */
  #written: Promise<unknown> = Promise.resolve()

  constructor(options: ExecutionOptions<C>) {
    this.#options = options
    this.context = options.context
    this.#workflow = options.workflow
    this.#cursors = options.cursors
    this.#cursor = options.cursor
    this.#kept = options.kept
    this.#index = nextIndex(options.workflow, options.cursor)
    this.#cancelled = options.cursor.found[cancelled] === true
  }

  get session(): SessionRef {
    return this.#cursor.session
  }

  get input(): JsonValue {
    return this.#cursor.input
  }

  get found(): Found {
    return this.#cursor.found
  }

  get updatedAt(): number {
    return this.#cursor.updatedAt
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get begun(): boolean {
    return this.#cursor.phase === 'doing' && this.#cursor.step === this.#stepAt(this.#index).name
  }

  /** Where it stands. */
  get position(): Position {
    return positionOf(this.#workflow, this.#cursor, this.#index)
  }

  /** Why it stopped and waits for a person; undefined while it is under way, and when it is over. */
  get problem(): ErrorData | undefined {
    return this.#cursor.problem ?? undefined
  }

  /** Has it come to its end, done or undone? */
  get isOver(): boolean {
    return this.#over
  }

  /** What it has to tell although it came to its end. */
  get remark(): ErrorData | undefined {
    return this.#workflow.remark?.(this)
  }

  async remember(found: Found, session: SessionRef = this.session): Promise<void> {
    await this.#put({ found: { ...this.found, ...found }, session })
  }

  /**
   * Goes on from where it stands: forward, or backward when it was being undone. Resolves when all is done. Rejects with
   * what stopped it; `problem` then says whether it waits for a person.
   */
  async run(): Promise<void> {
    this.#cursor = { ...this.#cursor, problem: null }
    if (this.#cursor.phase === 'undoing') {
      const why = failureIn(this.found) ?? { code: 'cancelled', message: 'It was undone.' }
      await this.#undoAll(this.#lastBegun(), why)
      throw new AppError(why)
    }
    // Cancelled before the application ended.
    if (this.#cancelled && this.#canUndo()) {
      await this.#undoAll(this.#lastBegun(), wish)
      throw new AppError(wish)
    }
    try {
      await this.#forward()
    } catch (error) {
      await this.#stopped(error)
    }
    // All of it is done: a start that finds the cursor again finds that too.
    await this.#forget().catch(this.#options.onLostCursor)
  }

  /** Is the step that is next done, although nobody told? */
  async isSoAlready(): Promise<boolean> {
    return await this.#stepAt(this.#index).check(this)
  }

  /** Takes everything back. Rejects with `refused` when something can't be, and with why it did not succeed. */
  async undo(): Promise<void> {
    if (!this.#canUndo()) throw fail('refused', 'This has gone too far to be undone.')
    this.#cursor = { ...this.#cursor, problem: null, found: without(this.found, 'failure') }
    await this.#undoAll(this.#lastBegun(), wish)
  }

  /** Ends what is under way and takes it back: `run` then rejects with `cancelled`. */
  cancel(): void {
    if (!this.#canUndo()) throw fail('refused', 'This has gone too far to be cancelled.')
    if (this.position.undoing || this.#cancelled) return
    this.#cancelled = true
    // Before anything else: what can't be aborted may outlast this process. Without a cursor nothing has begun.
    if (this.#kept) this.#put({}).catch(this.#options.onLostCursor)
    this.#end('cancel')
  }

  /** The application ends: what is under way is left for its next start. */
  close(): void {
    this.#end('close')
  }

  #end(ending: 'cancel' | 'close'): void {
    this.#ending = ending
    this.#abort.abort()
  }

  async #forward(): Promise<void> {
    const { steps, remembered } = this.#workflow
    if (!this.#kept && remembered === 'at once') await this.#put({ phase: 'before' })
    for (; this.#index < steps.length; this.#index += 1) {
      const step = this.#stepAt(this.#index)
      try {
        await this.#advance(step)
      } catch (error) {
        throw explained(error, typeof step.failure === 'function' ? step.failure(this.context) : step.failure)
      }
    }
    // Cancelled when the last step had been done: what the person was told counts.
    this.#mayGoOn()
  }

  async #advance(step: Step<C>): Promise<void> {
    this.#tell()
    this.#mayGoOn()
    if (await step.check(this)) return
    this.#mayGoOn()
    await this.#put({ step: step.name, phase: 'doing' })
    // Cancelled while that was written: nothing of the step has begun.
    if (this.signal.aborted) await this.#put({ phase: 'before' })
    this.#mayGoOn()
    this.#tell()
    try {
      await step.do(this)
    } catch (error) {
      const unclear = (step.isUnclear ?? isUnclear)(error)
      if (!unclear) await this.#noteRefusal(step, error)
      if (!(await this.#workedAnyway(step, error, unclear))) throw error
    }
    await this.#put({ step: step.name, phase: 'after' })
  }

  /** What was certainly not done has not begun: before the check, which may look for what only a begun step leaves. */
  async #noteRefusal(step: Step<C>, error: unknown): Promise<void> {
    if (!step.atomic || !isAppError(error) || error.code === 'cancelled') return
    // Also when it cannot be recorded: taken for begun, it could be taken for done.
    this.#cursor = { ...this.#cursor, phase: 'before' }
    await this.#put({}).catch(this.#options.onLostCursor)
  }

  /** A refusal in the server's own words may mean that it is so already; an unclear end anything. The check tells. */
  async #workedAnyway(step: Step<C>, error: unknown, unclear: boolean): Promise<boolean> {
    if (this.signal.aborted || !(unclear || isAppError(error, 'server'))) return false
    const check = async () => await step.check(this).catch(() => false)
    if (await check()) return true
    for (const ms of unclear ? (step.looks?.(this.context) ?? []) : []) {
      await rest(ms, this.signal)
      if (this.signal.aborted) return false
      if (await check()) return true
    }
    return false
  }

  /** Decides what a failure leaves behind, and rejects with it. */
  async #stopped(error: unknown): Promise<never> {
    if (this.#ending === 'close') throw error
    if (this.#ending === 'cancel' && this.#canUndo()) {
      await this.#undoAll(this.#lastBegun(), wish)
      throw error
    }
    const problem = toErrorData(error)
    const nothingToKeep = this.#index === 0 && this.#cursor.phase !== 'after'
    const asks = this.#workflow.afterFailure === 'ask' && !nothingToKeep && !hopeless.has(problem.code)
    if (asks) await this.#wait(problem)
    else await this.#undoAll(this.#lastBegun(), problem)
    throw error
  }

  /** Backward to the beginning, or to the last step that can't be taken back. */
  async #undoAll(from: number, why: ErrorData): Promise<void> {
    this.#ending = undefined
    this.#abort = new AbortController()
    try {
      for (this.#index = from; this.#index >= 0; this.#index -= 1) {
        const step = this.#stepAt(this.#index)
        if (!step.undo) return await this.#restAt(step, why)
        const found = why.code === 'cancelled' ? this.found : { ...this.found, failure: { ...why } }
        // Nothing is taken back without a record of that either: a crash would leave a hole before what is there.
        await this.#put({ step: step.name, phase: 'undoing', found })
        this.#tell()
        await step.undo(this)
      }
      this.#index = 0
      await this.#forget()
    } catch (error) {
      if (this.#isClosing()) throw error
      const told = explained(error, 'It could not be taken back.')
      await this.#wait(toErrorData(told))
      throw told
    }
  }

  /** It can't go back further. A session that has vanished or refuses leaves nothing to go on with either. */
  async #restAt(step: Step<C>, why: ErrorData): Promise<void> {
    const before = this.#cursor.step === step.name ? {} : { step: step.name, phase: 'after' as const }
    this.#cursor = { ...this.#cursor, ...before, found: without(this.found, 'failure') }
    this.#index = nextIndex(this.#workflow, this.#cursor)
    if (why.code === 'gone' || why.code === 'refused') await this.#forget()
    else await this.#wait(why)
  }

  async #wait(problem: ErrorData): Promise<void> {
    this.#cursor = { ...this.#cursor, problem }
    await this.#put({ problem }).catch(this.#options.onLostCursor)
  }

  async #put(change: Partial<WorkflowCursor>): Promise<void> {
    // Also a write that failed may have reached the disk.
    this.#kept = true
    await this.#inTurn(async () => {
      const next = { ...this.#cursor, ...change, updatedAt: Date.now() }
      if (this.#cancelled) next.found = { ...next.found, [cancelled]: true }
      await this.#cursors.put(next)
      this.#cursor = next
    })
  }

  async #forget(): Promise<void> {
    // A cancel in this moment comes too late, and brings no cursor back.
    const kept = this.#kept
    this.#kept = false
    if (kept) await this.#inTurn(async () => await this.#cursors.remove(this.#cursor.id))
    this.#over = true
  }

  /** A cancel writes while a step does: each write stands on what the one before has left. */
  async #inTurn(write: () => Promise<void>): Promise<void> {
    const end = this.#written.then(write)
    this.#written = end.catch(() => undefined)
    await end
  }

  #tell(): void {
    this.#options.onStep(this.position)
  }

  #mayGoOn(): void {
    if (this.signal.aborted) throw fail('cancelled', 'Cancelled.')
  }

  #isClosing(): boolean {
    return this.#ending === 'close'
  }

  #canUndo(): boolean {
    return this.position.canUndo
  }

  #lastBegun(): number {
    return lastBegun(this.#workflow, this.#cursor)
  }

  #stepAt(index: number): Step<C> {
    const step = this.#workflow.steps[index]
    if (!step) throw new Error(`The workflow ${this.#workflow.kind} has no step ${index}.`)
    return step
  }
}

/** Why it is being undone, when that was no wish of a person. */
function failureIn({ failure }: Found): ErrorData | undefined {
  return isErrorData(failure) ? failure : undefined
}

function without(found: Found, name: string): Found {
  const { [name]: _, ...others } = found
  return others
}

/** Says which step it was. */
function explained(error: unknown, words: string | undefined): unknown {
  if (!(error instanceof AppError) || error.code === 'cancelled' || words === undefined) return error
  return new AppError({ ...toErrorData(error), message: `${words} ${error.message}` }, { cause: error })
}
