import { randomUUID } from 'node:crypto'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { fail, toErrorData } from '../../../shared/domain/errors.ts'
import type { NewSession, SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { JsonValue, WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { WorkflowKind } from '../../../shared/domain/workflow-kind.ts'
import type { Log } from '../log.ts'
import type { ConnectionSessions } from '../sessions/session-list.ts'
import { workflows } from './all-workflows.ts'
import type { WorkflowContext } from './context.ts'
import { inputOfCreate, isWanted, provisionalId } from './create.ts'
import { Entry } from './entry.ts'
import type { Execution } from './execution.ts'
import { giveBackItsSandbox } from './give-up.ts'
import type { Cursors } from './workflow.ts'

const words: Readonly<Record<WorkflowKind, string>> = {
  create: 'being created',
  open: 'being opened',
  pause: 'being paused',
  resume: 'being resumed',
  delete: 'being deleted',
  'let-go': 'giving its sandbox back',
}

export interface WorkflowsOptions {
  /**
   * Waits for a connection that is being started; rejects with `not-found` for an unknown one, `offline` for one that
   * cannot be asked.
   */
  contextOf(connectionId: string): Promise<WorkflowContext>
  /** Waits for the connection of a workflow of before. Rejects with `not-found` for one that is not there this time. */
  readonly before: {
    sessionsOf(connectionId: string): Promise<ConnectionSessions>
    /** Resolves when it answers, however long that takes, also after a person has changed it. */
    ready(connectionId: string, signal: AbortSignal): Promise<void>
  }
  readonly cursors: Cursors
  /** What a session that is being made has under its provisional id goes when that is over. */
  forgetRunOptions(session: SessionRef): Promise<void>
  readonly log: Log
}

export interface CreateOptions {
  /** Of the workflow: by it another try and an undo are asked for. */
  readonly id?: string
  /** Aborting it with `cancelled` undoes what was made until then. */
  readonly signal?: AbortSignal
}

/**
 * Runs workflows: one at a time on a session. They go on when the window that asked closes, and at the next start when
 * the application ended in the middle: half of one helps nobody.
 */
export class Workflows {
  readonly #options: WorkflowsOptions
  readonly #entries = new Map<string, Entry>()
  readonly #ended = new AbortController()
  /** The cursors of before have been read: until then nobody knows which sessions are half way. */
  readonly #read: Promise<void>

  constructor(options: WorkflowsOptions) {
    this.#options = options
    this.#read = this.#readCursors()
  }

  async create(wanted: NewSession, { id = randomUUID(), signal }: CreateOptions = {}): Promise<SessionRef> {
    await this.#read
    const { connectionId } = wanted
    const known = this.#entries.get(id)
    // A window that has not heard yet where it stopped asks for the same once more: it makes no second one.
    if (known && !known.end && isWanted(known.cursor.input, wanted)) {
      await this.#again(known)
      return known.session
    }
    const context = await this.#options.contextOf(connectionId).catch(async (error: unknown) => {
      await this.#forgetGiven(connectionId, id)
      throw error
    })
    if (this.#entries.has(id)) throw fail('conflict', 'This session is being created already.')
    const input = inputOfCreate(wanted, randomUUID(), context.now())
    const entry = this.#enter(newCursor(id, 'create', { connectionId, sessionId: provisionalId(id) }, input))
    const execution = this.#execute(entry, context)
    const cancel = () => {
      // A window that closes or reloads cancels nothing.
      if (toErrorData(signal?.reason).code === 'cancelled') execution.cancel()
    }
    if (signal?.aborted) cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      await this.#hold(entry, () => this.#perform(entry, execution.run()))
      return entry.session
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  /**
   * The same again while it runs shares its end, and after it stopped half way goes on there; another one meanwhile is
   * refused with `conflict`.
   */
  async run(kind: Exclude<WorkflowKind, 'create'>, ref: SessionRef, input: JsonValue = {}): Promise<void> {
    await this.#read
    const present = this.#of(ref)
    if (present) {
      const { kind: under } = present.cursor
      if (present.end && under === kind) return await present.end
      if (present.end) throw fail('conflict', `The session is ${words[under]}. Try again when that is over.`)
      if (under === kind || (under === 'create' && kind === 'open')) return await this.#again(present)
      if (under === 'create' && kind === 'delete') return await this.#undo(present)
      if (under === 'create') throw fail('conflict', 'The session is made half. Finish or undo that first.')
      await this.#giveUp(present)
      return await this.run(kind, ref, input)
    }
    const { connectionId, sessionId } = ref
    const entry = this.#enter(newCursor(randomUUID(), kind, { connectionId, sessionId }, input))
    await this.#hold(entry, async () => {
      const execution = await this.#ready(entry).catch((error: unknown) => {
        this.#entries.delete(entry.cursor.id)
        throw error
      })
      await this.#perform(entry, execution.run())
    })
  }

  /** Goes on where it stopped. Throws `not-found` for one that is over. */
  async again(id: string): Promise<SessionRef> {
    const entry = await this.#entry(id)
    await this.#again(entry)
    return entry.session
  }

  /** Takes back what one that stopped has done. `refused` when something can't be, `not-found` when it is over. */
  async undo(id: string): Promise<void> {
    await this.#undo(await this.#entry(id))
  }

  /** Ends one that is under way and takes back what it did; answers when that is so. `refused` when it has gone too far. */
  async cancel(id: string): Promise<void> {
    const { end, execution } = await this.#entry(id)
    if (!execution || !end) throw fail('refused', 'This cannot be cancelled now.')
    execution.cancel()
    await end.catch((error: unknown) => {
      if (toErrorData(error).code !== 'cancelled') throw error
    })
  }

  /** What is here of a session goes: one that stopped with it goes too. */
  async forget(ref: SessionRef): Promise<void> {
    await this.#read
    const present = this.#of(ref)
    if (present?.end)
      throw fail('conflict', `The session is ${words[present.cursor.kind]}. Try again when that is over.`)
    if (present) await this.#giveUp(present)
  }

  /** A person has removed the connection: what was half way there can't be finished, and is not wanted. */
  async forgetConnection(connectionId: string): Promise<void> {
    await this.#read
    const isThere = ({ session }: Pick<WorkflowCursor, 'session'>) => session.connectionId === connectionId
    const entries = [...this.#entries.values()].filter(isThere)
    for (const { execution } of entries) execution?.close()
    await Promise.allSettled(entries.map(({ end }) => end))
    for (const { cursor } of entries) this.#entries.delete(cursor.id)
    try {
      // Those that were left for another start are nowhere else.
      for (const { id } of (await this.#options.cursors.list()).filter(isThere)) await this.#options.cursors.remove(id)
    } catch (error) {
      this.#options.log.error('What was under way on a removed connection could not be forgotten', error)
    }
  }

  /** Resolves when none is under way any more; each ends by its own deadlines. */
  async idle(): Promise<void> {
    const underWay = [...this.#entries.values()].filter(({ execution }) => execution)
    await Promise.allSettled(underWay.map(({ end }) => end))
  }

  /** What is under way is left as it is, for the next start. */
  async close(): Promise<void> {
    this.#ended.abort()
    for (const { execution } of this.#entries.values()) execution?.close()
    await this.idle()
  }

  async #readCursors(): Promise<void> {
    let cursors: readonly WorkflowCursor[] = []
    try {
      cursors = await this.#options.cursors.list()
    } catch (error) {
      this.#options.log.error('What was under way could not be read', error)
    }
    for (const cursor of cursors) {
      const entry = new Entry(cursor, true)
      this.#entries.set(cursor.id, entry)
      void this.#goOn(entry)
    }
  }

  /** One of before: what a crash or the end of the application left goes on, what had stopped is shown again. */
  async #goOn(entry: Entry): Promise<void> {
    const { connectionId } = entry.cursor.session
    const { before, log } = this.#options
    const work = async () => {
      entry.showIn(await before.sessionsOf(connectionId))
      if (entry.waits) return
      await before.ready(connectionId, this.#ended.signal)
      const execution = await this.#ready(entry)
      await this.#perform(entry, execution.run())
    }
    try {
      await this.#hold(entry, work)
    } catch (error) {
      if (this.#ended.signal.aborted || toErrorData(error).code === 'cancelled') return
      log.error(`What was under way at the last end did not go on: ${entry.cursor.kind}`, error)
      if (entry.execution) return
      // A later version made it: going on there would be a guess.
      if (toErrorData(error).code === 'unsupported') return await this.#drop(entry).catch(() => undefined)
      // A connection that could not be read this time may be there the next time: the cursor waits for that.
      this.#entries.delete(entry.cursor.id)
    }
  }

  #enter(cursor: WorkflowCursor): Entry {
    const entry = new Entry(cursor, false)
    this.#entries.set(cursor.id, entry)
    return entry
  }

  async #entry(id: string): Promise<Entry> {
    await this.#read
    const entry = this.#entries.get(id)
    if (!entry) throw fail('not-found', 'This is over already.')
    return entry
  }

  #of(ref: SessionRef): Entry | undefined {
    const key = sessionKey(ref)
    return [...this.#entries.values()].find(({ session }) => sessionKey(session) === key)
  }

  #execute(entry: Entry, context: WorkflowContext): Execution<WorkflowContext> {
    return entry.execute(context, this.#options.cursors, (error) =>
      this.#options.log.error('Where a workflow stands could not be recorded', error),
    )
  }

  async #ready(entry: Entry): Promise<Execution<WorkflowContext>> {
    // Also on another try: the server may be starting again.
    const context = await this.#options.contextOf(entry.cursor.session.connectionId)
    return entry.execution ?? this.#execute(entry, context)
  }

  async #again(entry: Entry): Promise<void> {
    if (entry.end) return await entry.end
    await this.#hold(entry, async () => this.#perform(entry, (await this.#ready(entry)).run()))
  }

  async #undo(entry: Entry): Promise<void> {
    if (entry.end) throw fail('conflict', 'This is under way. Cancel it instead.')
    await this.#hold(entry, async () => this.#perform(entry, (await this.#ready(entry)).undo()))
  }

  /** Nothing else begins on its session until this is over. */
  async #hold(entry: Entry, work: () => Promise<void>): Promise<void> {
    const end = work().finally(() => {
      entry.end = undefined
    })
    entry.end = end
    await end
  }

  async #perform(entry: Entry, end: Promise<void>): Promise<void> {
    try {
      await end
      await this.#settled(entry)
      this.#over(entry, entry.execution?.remark)
    } catch (error) {
      const data = toErrorData(error)
      if (data.code === 'internal') this.#options.log.error(`The workflow ${entry.cursor.kind} failed`, error)
      // A refusal and a session that is gone are no half way: the state says it already.
      const isPlain = data.code === 'refused' || data.code === 'gone' || data.code === 'cancelled'
      if (!this.#ended.signal.aborted) {
        await this.#settled(entry)
        this.#over(entry, isPlain ? undefined : data)
      }
      throw error
    }
  }

  /** What was given for a session before it had its id; it has its own by now, or is not wanted. */
  async #forgetGiven(connectionId: string, id: string): Promise<void> {
    try {
      await this.#options.forgetRunOptions({ connectionId, sessionId: provisionalId(id) })
    } catch (error) {
      this.#options.log.error('What was given for a session that is being made could not be removed', error)
    }
  }

  async #settled({ cursor: { id, kind, session }, problem }: Entry): Promise<void> {
    if (kind === 'create' && !problem) await this.#forgetGiven(session.connectionId, id)
  }

  #over(entry: Entry, told: ErrorData | undefined): void {
    if (!entry.problem) this.#entries.delete(entry.cursor.id)
    entry.showEnd(told)
  }

  /** What stopped before is not wanted any more; but what only it knows of is given back. */
  async #giveUp(entry: Entry): Promise<void> {
    await this.#hold(entry, async () => {
      const execution = await this.#ready(entry)
      try {
        await giveBackItsSandbox(entry.cursor.kind, execution)
      } catch (error) {
        entry.showEnd(undefined)
        throw error
      }
      await this.#drop(entry)
    })
  }

  async #drop(entry: Entry): Promise<void> {
    await this.#options.cursors.remove(entry.cursor.id)
    this.#entries.delete(entry.cursor.id)
  }
}

function newCursor(id: string, kind: WorkflowKind, session: SessionRef, input: JsonValue): WorkflowCursor {
  const step = workflows[kind].steps[0]?.name ?? ''
  return { id, kind, session, step, phase: 'before', input, found: {}, problem: null, updatedAt: Date.now() }
}
