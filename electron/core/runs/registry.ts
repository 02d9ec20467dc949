import { fail } from '../../../shared/domain/errors.ts'
import type { Run, RunFacts, RunState } from '../../../shared/domain/run.ts'
import { isOver } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { Watchable } from '../watchable.ts'
import type { RunOutput } from './output.ts'
import { noOutput, sizeOf, withKeptBytes } from './output.ts'

/** Settled runs beyond these are left to the disk, the oldest first; output goes before its run does. */
export interface RegistryLimits {
  readonly runs: number
  readonly outputBytes: number
}

const defaults: RegistryLimits = { runs: 200, outputBytes: 64 * 1024 * 1024 }

/** Output that is not on disk (a full one) may take this many times as much, then it is given up, and said to be. */
const hardFactor = 4

interface Entry {
  readonly run: Watchable<Run>
  /** Undefined: it is on disk alone. */
  output: RunOutput | undefined
  isOnDisk: boolean
}

/** The latest runs, by id, and what they printed as long as there is room. They live here so that a reload of the window loses none. */
export class RunRegistry {
  readonly #limits: RegistryLimits
  /** In the order of their start. */
  readonly #entries = new Map<string, Entry>()
  readonly #lists = new Map<string, Watchable<readonly Run[]>>()
  readonly #onChange: (run: Run, output?: RunOutput) => void

  /** @param onChange told of each change of a run after it was added, and of what it printed when it is settled */
  constructor(limits: RegistryLimits = defaults, onChange: (run: Run, output?: RunOutput) => void = () => undefined) {
    this.#limits = limits
    this.#onChange = onChange
  }

  add(run: Run): void {
    this.#entries.set(run.id, { run: new Watchable(run), output: noOutput, isOnDisk: false })
    this.#publish(run.session)
  }

  /** Takes in runs that an earlier start left, in their place by time; what they printed is on disk. */
  adopt(runs: readonly Run[]): void {
    const fresh = runs.filter(({ id }) => !this.#entries.has(id))
    if (fresh.length === 0) return
    const all = [...this.#entries]
    for (const run of fresh) all.push([run.id, { run: new Watchable(run), output: undefined, isOnDisk: true }])
    all.sort(([, a], [, b]) => a.run.value.startedAt - b.run.value.startedAt)
    this.#entries.clear()
    for (const [id, entry] of all) this.#entries.set(id, entry)
    for (const { session } of fresh) this.#publish(session)
  }

  /** As it is now; undefined when it is not held here. */
  peek(runId: string): Run | undefined {
    return this.#entries.get(runId)?.run.value
  }

  has(runId: string): boolean {
    return this.#entries.has(runId)
  }

  /** Throws `not-found`. */
  get(runId: string): Run {
    return this.#entry(runId).run.value
  }

  ofSession(session: SessionRef): readonly Run[] {
    const key = sessionKey(session)
    return [...this.#entries.values()].map(({ run }) => run.value).filter((run) => sessionKey(run.session) === key)
  }

  list(session: SessionRef): Watchable<readonly Run[]> {
    const key = sessionKey(session)
    let list = this.#lists.get(key)
    if (!list) {
      list = new Watchable(this.ofSession(session))
      this.#lists.set(key, list)
    }
    return list
  }

  /** The run and each change of it. Throws `not-found`. */
  watch(runId: string, signal: AbortSignal): AsyncGenerator<Run, void, void> {
    return this.#entry(runId).run.watch(signal)
  }

  /** What it printed; undefined when that is on disk alone. Throws `not-found`. */
  output(runId: string): RunOutput | undefined {
    return this.#entry(runId).output
  }

  /** All that it printed is on disk: its room in memory can be given to others. */
  outputIsOnDisk(runId: string): void {
    const entry = this.#entries.get(runId)
    if (entry) entry.isOnDisk = true
    this.#makeRoom()
  }

  /** What is on disk of its output is less than it says: it says so from now on. */
  setKeptBytes(runId: string, stdoutBytes: number, stderrBytes: number): void {
    const entry = this.#entries.get(runId)
    if (entry) this.#change(entry, withKeptBytes(entry.run.value, stdoutBytes, stderrBytes))
  }

  setState(runId: string, state: RunState): void {
    const entry = this.#entry(runId)
    this.#change(entry, { ...entry.run.value, state })
  }

  /** What it printed as far as its server handed that over; what became of it is not known yet. */
  takeOutput(runId: string, output: RunOutput): void {
    const entry = this.#entry(runId)
    this.#changeOutput(entry, output, entry.run.value.state)
  }

  /** What is known at its end, and what it printed, where that came only now. Makes room for it when there is none. */
  settle(runId: string, facts: RunFacts, output?: RunOutput): void {
    const entry = this.#entry(runId)
    const state: RunState = { name: 'settled', at: Date.now(), facts }
    if (output) this.#changeOutput(entry, output, state)
    else this.#change(entry, { ...entry.run.value, state })
    this.#makeRoom()
  }

  /** Of a settled run: what a later look at its processes showed. Nothing happens to one that is not kept any more. */
  setStillRunning(runId: string, stillRunning: boolean): void {
    const run = this.#entries.get(runId)?.run.value
    if (run?.state.name !== 'settled') return
    this.setState(runId, { ...run.state, facts: { ...run.state.facts, stillRunning } })
  }

  #entry(runId: string): Entry {
    const entry = this.#entries.get(runId)
    if (!entry) throw fail('not-found', 'This run is not kept any more.')
    return entry
  }

  #changeOutput(entry: Entry, output: RunOutput, state: RunState): void {
    entry.output = output
    entry.isOnDisk = sizeOf(output) === 0
    const bytes = { stdoutBytes: output.stdout.byteLength, stderrBytes: output.stderr.byteLength }
    this.#change(entry, { ...entry.run.value, ...bytes, state }, output)
  }

  #change(entry: Entry, run: Run, output?: RunOutput): void {
    entry.run.set(run)
    this.#publish(run.session)
    this.#onChange(run, output)
  }

  #publish(session: SessionRef): void {
    this.#lists.get(sessionKey(session))?.set(this.ofSession(session))
  }

  #makeRoom(): void {
    const settled = [...this.#entries].filter(([, { run }]) => isOver(run.value))
    const surplus = settled.slice(0, Math.max(0, settled.length - this.#limits.runs))
    for (const [id, { run }] of surplus) {
      this.#entries.delete(id)
      run.end()
      this.#publish(run.value.session)
    }
    let bytes = settled.reduce((sum, [, { output }]) => sum + (output ? sizeOf(output) : 0), 0)
    for (const [, entry] of settled) {
      if (bytes <= this.#limits.outputBytes) return
      // What could not be written to the disk is the only copy: it stays as long as there is any other to give up.
      if (!entry.output || !entry.isOnDisk) continue
      bytes -= sizeOf(entry.output)
      entry.output = undefined
    }
    for (const [, entry] of settled) {
      if (bytes <= this.#limits.outputBytes * hardFactor) return
      if (!entry.output) continue
      bytes -= sizeOf(entry.output)
      entry.output = noOutput
      this.#change(entry, withKeptBytes(entry.run.value, 0, 0))
    }
  }
}
