import { randomUUID } from 'node:crypto'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { AppError, fail, isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { FoundRun, NewRun, OutputPiece, Run, RunFacts } from '../../../shared/domain/run.ts'
import { isOver } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'
import { factsOf } from '../api/facts-of.ts'
import { Lanes } from '../api/lanes.ts'
import type { Sandbox, SandboxOf } from '../api/sandbox.ts'
import type { ExecResult } from '../api/wire.ts'
import type { Log } from '../log.ts'
import type { Records, RunSearch } from '../records/records.ts'
import { withinMs } from '../within-ms.ts'
import { neverStarted, stoppedBy } from './facts.ts'
import type { CodeFile, Invocation, RunSurroundings } from './invocation.ts'
import { invocationOf } from './invocation.ts'
import { RunKeeper } from './keeper.ts'
import { endedMeanwhile, endedUnseen, endingOf, KeptRuns } from './kept-runs.ts'
import { endForCertain, LeftOver } from './left-over.ts'
import { lookUp } from './lookup.ts'
import { outputOf, piecesOf, sizeOf } from './output.ts'
import { askToEnd, countProcesses } from './process-scripts.ts'
import type { RegistryLimits } from './registry.ts'
import { RunRegistry } from './registry.ts'

export interface RunsOptions {
  readonly sandboxOf: SandboxOf
  /** The server of a connection; throws `offline` while it cannot be asked, `not-found` when it is not kept any more. */
  readonly apiOf: (connectionId: string) => SandboxApi
  /** Writes a file in a sandbox, and removes it: code that is too long for an argument. */
  readonly codeFiles: {
    write(sandbox: Sandbox, file: CodeFile): Promise<void>
    remove(sandbox: Sandbox, path: string): Promise<void>
  }
  /** Work folder and environment of a session's runs; throws `refused` when a part of it cannot be had. */
  readonly surroundingsOf: (session: SessionRef) => Promise<RunSurroundings>
  readonly records: Records['runs']
  /** Resolves when kept connections are known: before that, a run of an earlier start cannot be looked up. */
  readonly connectionsLoaded: Promise<void>
  /** Is a window visible? Runs whose answer was lost are looked at rarely while none is. */
  readonly isWatched: () => boolean
  readonly log: Log
  readonly limits?: RegistryLimits
}

/** How many of a session's runs are shown. */
const shownRuns = 200

/**
 * A person's runs at once on one server, which does ten to twenty programs a second in all (API note 4.6). Our short
 * helper programs have lanes of their own: a run that takes minutes must not hold up its own stop.
 */
const runsAtOnce = 4

/** Who asked a run to end, while it runs. */
interface Live {
  readonly abort: AbortController
  /** Where it runs. Another sandbox that its session gets later knows nothing of it. */
  sandboxId?: string
  /** The wish that it end is on its way; how many processes it reached. */
  asking?: Promise<number>
  /** The person's wish reached at least one of its processes, or ended its sandbox. */
  stopped: boolean
  /** It was asked to end before it was started. */
  cancelled: boolean
  /** An earlier start of the application began it; its end is not waited for. */
  readonly restored?: true
  /** Resolves when nothing more is done for it. Never rejects. */
  over: Promise<void>
}

/** ms that a run has to end, and to hand over what it wrote, before its sandbox goes: a little over the grace of `stop`. */
const handOverMs = 8000

/** Characters of code that can be run: it travels to the sandbox in pieces of 90 kB. */
const maxCodeLength = 8 * 1024 * 1024

/** Runs of code and of commands: they belong to the sandbox, not to the window that asked. */
export class Runs {
  readonly #options: RunsOptions
  readonly #registry: RunRegistry
  readonly #lanes = new Map<string, Lanes>()
  readonly #live = new Map<string, Live>()
  #closed = false
  readonly #leftOver: LeftOver
  readonly #keeper: RunKeeper
  readonly #kept: KeptRuns

  constructor(options: RunsOptions) {
    this.#options = options
    const { records, log } = options
    this.#keeper = new RunKeeper({ records, log, onOutputKept: (runId) => this.#registry.outputIsOnDisk(runId) })
    this.#registry = new RunRegistry(options.limits, (run, output) => this.#keeper.changed(run, output))
    this.#leftOver = new LeftOver({ ...options, registry: this.#registry })
    this.#kept = new KeptRuns({
      records,
      registry: this.#registry,
      log,
      shown: options.limits?.runs ?? shownRuns,
      onLeftOver: (run, sandboxId) => void this.#lookForLeftOver(run, sandboxId),
    })
    void this.#restore()
  }

  /** Runs that were under way when the application ended are unknown until each was looked up. */
  async #restore(): Promise<void> {
    const kept = await this.#kept.underWay()
    await this.#options.connectionsLoaded
    for (const { run, sandboxId } of kept) this.#lookUpAgain(run, sandboxId)
  }

  async #lookForLeftOver(run: Run, sandboxId: string): Promise<void> {
    this.#keeper.resume(run, sandboxId)
    this.#leftOver.add(run.id, sandboxId)
    await this.#options.connectionsLoaded
    await this.#leftOver.lookAgain(run, sandboxId)
  }

  #lookUpAgain(run: Run, sandboxId: string | undefined): void {
    if (this.#closed || this.#live.has(run.id)) return
    this.#keeper.resume(run, sandboxId)
    this.#registry.adopt([run])
    // It never got a sandbox that was noted: there is nothing to look at.
    if (sandboxId === undefined) {
      this.#registry.setState(run.id, endedUnseen(run, Date.now()))
      return
    }
    const live: Live = {
      abort: new AbortController(),
      ...(sandboxId === undefined ? {} : { sandboxId }),
      restored: true,
      stopped: false,
      cancelled: false,
      over: Promise.resolve(),
    }
    this.#live.set(run.id, live)
    live.over = this.#unknown(run.id, endedMeanwhile(run), live)
      .catch((error: unknown) => this.#options.log.error('A run of an earlier start could not be looked up', error))
      .finally(() => this.#live.delete(run.id))
  }

  /** Those that are kept, of all sessions; one that is under way as it is now. See the contract. */
  async find(wanted: RunSearch): Promise<readonly FoundRun[]> {
    const found = await this.#options.records.search(wanted)
    return found.map(({ run, excerpt, place, outputFreedAt }) => ({
      run: this.#registry.peek(run.id) ?? run,
      excerpt,
      place,
      ...(outputFreedAt === undefined ? {} : { outputFreedAt }),
    }))
  }

  /** Answers at once; what becomes of it is told by `watch`. Throws `too-large` for more than `maxCodeLength`. */
  start(wanted: NewRun): Run {
    if (wanted.kind === 'code' && wanted.code.length > maxCodeLength)
      throw fail(
        'too-large',
        `The text has ${wanted.code.length} characters, and at most ${maxCodeLength} can be run. Save it as a file and run that from the console.`,
      )
    const id = randomUUID()
    const code = wanted.kind === 'code' ? wanted : undefined
    const run: Run = {
      id,
      session: wanted.session,
      kind: wanted.kind,
      title: wanted.kind === 'code' ? wanted.title : wanted.command,
      language: code?.language ?? 'bash',
      limit: wanted.limit,
      startedAt: Date.now(),
      ...(code ? { sourceHash: code.sourceHash, documentId: code.documentId } : {}),
      ...(code?.part ? { part: code.part } : {}),
      ...(wanted.kind === 'command' ? placeOf(wanted) : {}),
      state: { name: 'queued' },
      stdoutBytes: 0,
      stderrBytes: 0,
    }
    this.#registry.add(run)
    this.#keeper.begin(run, { code: code?.code, sandboxId: this.#sandboxIdOf(wanted.session) })
    const live: Live = { abort: new AbortController(), stopped: false, cancelled: false, over: Promise.resolve() }
    this.#live.set(id, live)
    const { connectionId } = wanted.session
    const lanes = this.#lanes.get(connectionId) ?? new Lanes(runsAtOnce)
    this.#lanes.set(connectionId, lanes)
    live.over = this.#follow(id, wanted, lanes).finally(() => this.#live.delete(id))
    return this.#registry.get(id)
  }

  watch(session: SessionRef, signal: AbortSignal): AsyncGenerator<readonly Run[], void, void> {
    void this.#kept.load(session)
    return this.#registry.list(session).watch(signal)
  }

  /** From the first byte to the end; waits while it runs. Throws `not-found`. */
  async *output(runId: string, signal: AbortSignal): AsyncGenerator<OutputPiece, void, void> {
    // Of one whose answer was lost no more comes, whatever the looks at its processes show.
    for await (const run of this.#registry.watch(runId, signal)) if (isOver(run) || run.state.name === 'unknown') break
    if (signal.aborted) return
    const output = this.#registry.output(runId)
    if (output) yield* piecesOf(output)
    else yield* this.#kept.output(runId, signal)
  }

  /** Asks its processes to end and answers when that was sent; ends those that are left after five seconds. */
  async stop(runId: string): Promise<void> {
    const run = this.#registry.get(runId)
    const live = this.#live.get(runId)
    if (this.#leftOver.has(runId)) return await this.#leftOver.stop(run)
    if (run.state.name === 'settled' || !live) return
    if (run.state.name === 'queued') {
      live.cancelled = true
      this.#settle(runId, { killedBy: 'person', output: { kind: 'complete' } })
      return
    }
    if (run.state.name === 'running') this.#registry.setState(runId, { ...run.state, stoppingSince: Date.now() })
    try {
      const sandbox = this.#sandboxOf(run, live)
      // The run's own answer waits for this one: only it tells whether the wish reached a process.
      live.asking = askToEnd(sandbox, runId)
      if ((await live.asking) > 0) {
        live.stopped = true
        void endForCertain(sandbox, runId, this.#options.log)
      } else this.#notStopping(runId)
    } catch (error) {
      this.#notStopping(runId)
      throw error
    }
  }

  /** Where a run of this session would go now; undefined when nowhere. */
  #sandboxIdOf(session: SessionRef): string | undefined {
    try {
      return this.#options.sandboxOf(session).id
    } catch {
      return undefined
    }
  }

  #sandboxOf(run: Run, { sandboxId }: Live): Sandbox {
    if (sandboxId === undefined) return this.#options.sandboxOf(run.session)
    return { api: this.#options.apiOf(run.session.connectionId), id: sandboxId }
  }

  /**
   * Before a person's wish ends the whole sandbox: its runs are stopped one by one, so that each hands over what it wrote.
   * Answers when all have, or after `handOverMs`.
   */
  async stopAll(session: SessionRef): Promise<void> {
    const over = this.#registry.ofSession(session).flatMap(({ id }) => {
      const live = this.#live.get(id)
      if (!live) return []
      return [
        this.stop(id).then(
          () => live.over,
          (error: unknown) =>
            this.#options.log.info('A run could not be asked to end', { code: toErrorData(error).code }),
        ),
      ]
    })
    await withinMs(Promise.all(over), handOverMs)
  }

  /** A person's wish ends the whole sandbox: its runs are stopped, not lost. */
  sessionEnds(session: SessionRef): void {
    for (const run of this.#registry.ofSession(session)) {
      const live = this.#live.get(run.id)
      if (!live) continue
      live.stopped = true
      if (run.state.name === 'queued') {
        live.cancelled = true
        this.#settle(run.id, { killedBy: 'person', output: { kind: 'complete' } })
      }
    }
  }

  /** How many of a session are not over, as far as is known. */
  underWay(session: SessionRef): number {
    return this.#registry.ofSession(session).filter(({ id }) => this.#live.has(id)).length
  }

  /** How many are not over; those of an earlier start are looked up again by the next one. */
  get active(): number {
    return [...this.#live.values()].filter(({ restored }) => !restored).length
  }

  /** Ends the waiting for runs; they are looked up by the next start. */
  close(): void {
    this.#closed = true
    for (const { abort } of this.#live.values()) abort.abort()
    this.#leftOver.close()
    this.#keeper.close()
  }

  /** Resolves when everything known of runs is on disk. */
  async kept(): Promise<void> {
    await this.#keeper.idle()
  }

  async #follow(runId: string, wanted: NewRun, lanes: Lanes): Promise<void> {
    const live = this.#live.get(runId)
    if (!live) return
    try {
      const lost = await lanes.run(async () => await this.#perform(runId, wanted, live))
      // Outside the lane: a run that is looked up holds up no other.
      if (lost) await this.#unknown(runId, lost, live)
    } catch (error) {
      this.#options.log.error('A run failed inside the application', error)
      await this.#unknown(runId, toErrorData(error), live)
    }
  }

  /** Runs it and settles it; or says why its answer was lost. */
  async #perform(runId: string, wanted: NewRun, live: Live): Promise<ErrorData | undefined> {
    if (live.cancelled) return undefined
    let sandbox: Sandbox
    let invocation: Invocation
    try {
      invocation = invocationOf(runId, wanted, await this.#options.surroundingsOf(wanted.session))
      // Stopped meanwhile: it never started.
      if (live.cancelled) return undefined
      sandbox = this.#options.sandboxOf(wanted.session)
      live.sandboxId = sandbox.id
      this.#keeper.inSandbox(runId, sandbox.id)
      this.#registry.setState(runId, { name: 'running', since: Date.now() })
      if (invocation.file) await this.#options.codeFiles.write(sandbox, invocation.file)
    } catch (error) {
      this.#settle(runId, neverStarted(toErrorData(error)))
      return undefined
    }
    const { request, file } = invocation
    try {
      const result = await sandbox.api.execute({ ...request, sandboxId: sandbox.id }, { signal: live.abort.signal })
      return await this.#take(runId, sandbox, result, live)
    } catch (error) {
      return await this.#withoutAnswer(runId, error, live)
    } finally {
      if (file) await this.#options.codeFiles.remove(sandbox, file.path).catch(() => undefined)
    }
  }

  async #take(runId: string, sandbox: Sandbox, result: ExecResult, live: Live): Promise<ErrorData | undefined> {
    const verdict = factsOf(result)
    const output = outputOf(result.stdout, result.stderr)
    if (verdict.kind === 'unknown') {
      // A server that lost the program hands over what it had of it by then: nobody will send that again.
      if (sizeOf(output) > 0) this.#registry.takeOutput(runId, output)
      return verdict.error
    }
    let { facts } = verdict
    // The API only says that the limit passed, or that the answer was cut: whether it goes on has to be looked at.
    if (facts.killedBy === 'limit' || (facts.output.kind === 'cut' && !result.truncated)) {
      const count = await countProcesses(sandbox, runId).catch(() => undefined)
      if (count !== undefined) facts = { ...facts, stillRunning: count > 0 }
    }
    if (facts.stillRunning) this.#leftOver.add(runId, sandbox.id)
    await live.asking?.catch(() => undefined)
    this.#registry.settle(runId, stoppedBy(live.stopped, facts), output)
    return undefined
  }

  /** The request failed: it never started, its sandbox is gone, or nobody knows, and that is given back. */
  async #withoutAnswer(runId: string, error: unknown, live: Live): Promise<ErrorData | undefined> {
    if (!(error instanceof AppError)) throw error
    const data = toErrorData(error)
    if (data.code === 'cancelled') return undefined
    // Too large, or of a form that is not known: it came after the program had run.
    const cameAfter = data.code === 'too-large' || (data.code === 'server' && data.status === undefined)
    if (isAppError(error, 'outcome-unknown') || cameAfter) return data
    await live.asking?.catch(() => undefined)
    this.#settle(runId, stoppedBy(live.stopped, neverStarted(data)))
    return undefined
  }

  async #unknown(runId: string, error: ErrorData, live: Live): Promise<void> {
    const since = Date.now()
    const before = this.#registry.get(runId)
    const kept = before.stdoutBytes + before.stderrBytes
    this.#registry.setState(runId, { name: 'unknown', since, error })
    const seen = await lookUp({
      sandbox: () => this.#sandboxOf(this.#registry.get(runId), live),
      runId,
      signal: live.abort.signal,
      isWatched: this.#options.isWatched,
      onRunning: () =>
        this.#registry.setState(runId, {
          name: 'unknown',
          since,
          stillRunning: true,
          error: { ...error, message: `${error.message} Its processes ran at the last look.` },
        }),
    })
    if (seen === undefined) return
    if (live.stopped) return this.#settle(runId, { killedBy: 'person', output: { kind: 'cut', kept } })
    if (seen === 'sandbox-gone') {
      this.#options.log.info('A run was lost with its sandbox', { connection: before.session.connectionId })
      const rest = kept > 0 ? 'What it printed after that is lost.' : 'What it had printed is lost.'
      return this.#settle(runId, {
        output: { kind: 'cut', kept },
        error: { code: 'gone', reason: 'sandbox-gone', message: `The sandbox vanished while it ran. ${rest}` },
      })
    }
    this.#registry.setState(runId, {
      name: 'unknown',
      since,
      stillRunning: false,
      error: { ...error, message: `${error.message} ${endingOf(before)}` },
    })
  }

  #settle(runId: string, facts: RunFacts): void {
    this.#registry.settle(runId, facts)
  }

  #notStopping(runId: string): void {
    const { state } = this.#registry.get(runId)
    if (state.name === 'running') this.#registry.setState(runId, { name: 'running', since: state.since })
  }
}

/** Where a command was typed, so that its console is the same one after a reload. */
function placeOf({ consoleId, cwd }: { readonly consoleId?: string; readonly cwd?: string }): Partial<Run> {
  return { ...(consoleId === undefined ? {} : { consoleId }), ...(cwd === undefined ? {} : { cwd }) }
}
