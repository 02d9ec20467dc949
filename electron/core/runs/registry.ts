import { fail } from '../../../shared/domain/errors.ts'
import type { Run, RunFacts, RunState } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { Watchable } from '../watchable.ts'
import type { RunOutput } from './output.ts'
import { noOutput, sizeOf } from './output.ts'

/** Settled runs beyond these are forgotten, the oldest first; output goes before its run does. */
export interface RegistryLimits {
  readonly runs: number
  readonly outputBytes: number
}

const defaults: RegistryLimits = { runs: 200, outputBytes: 64 * 1024 * 1024 }

interface Entry {
  readonly run: Watchable<Run>
  output: RunOutput
}

/** All runs of the application, by id, and what they printed. They live here so that a reload of the window loses none. */
export class RunRegistry {
  readonly #limits: RegistryLimits
  /** In the order of their start. */
  readonly #entries = new Map<string, Entry>()
  readonly #lists = new Map<string, Watchable<readonly Run[]>>()

  constructor(limits: RegistryLimits = defaults) {
    this.#limits = limits
  }

  add(run: Run): void {
    this.#entries.set(run.id, { run: new Watchable(run), output: noOutput })
    this.#publish(run.session)
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

  /** What it printed, as far as it is here. Throws `not-found`. */
  output(runId: string): RunOutput {
    return this.#entry(runId).output
  }

  setState(runId: string, state: RunState): void {
    const entry = this.#entry(runId)
    entry.run.set({ ...entry.run.value, state })
    this.#publish(entry.run.value.session)
  }

  /** What is known at its end. Makes room for it when there is none. */
  settle(runId: string, facts: RunFacts, output: RunOutput): void {
    const entry = this.#entry(runId)
    entry.output = output
    entry.run.set({
      ...entry.run.value,
      stdoutBytes: output.stdout.byteLength,
      stderrBytes: output.stderr.byteLength,
      state: { name: 'settled', at: Date.now(), facts },
    })
    this.#makeRoom()
    this.#publish(entry.run.value.session)
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

  #publish(session: SessionRef): void {
    this.#lists.get(sessionKey(session))?.set(this.ofSession(session))
  }

  #makeRoom(): void {
    const settled = [...this.#entries].filter(([, { run }]) => {
      const { state } = run.value
      return state.name === 'settled' || (state.name === 'unknown' && state.stillRunning === false)
    })
    const surplus = settled.slice(0, Math.max(0, settled.length - this.#limits.runs))
    for (const [id, { run }] of surplus) {
      this.#entries.delete(id)
      run.end()
      this.#publish(run.value.session)
    }
    let bytes = settled.reduce((sum, [, { output }]) => sum + sizeOf(output), 0)
    for (const [, entry] of settled) {
      if (bytes <= this.#limits.outputBytes) return
      bytes -= sizeOf(entry.output)
      giveUpOutput(entry)
      this.#publish(entry.run.value.session)
    }
  }
}

/** The run says from now on that its output is not here any more. */
function giveUpOutput(entry: Entry): void {
  const run = entry.run.value
  const lost = sizeOf(entry.output)
  if (run.state.name !== 'settled' || lost === 0) return
  const before = run.state.facts.output
  const known = before.kind === 'complete' ? lost : before.lost === undefined ? undefined : before.lost + lost
  entry.output = noOutput
  entry.run.set({
    ...run,
    stdoutBytes: 0,
    stderrBytes: 0,
    state: {
      ...run.state,
      facts: { ...run.state.facts, output: { kind: 'cut', kept: 0, ...(known === undefined ? {} : { lost: known }) } },
    },
  })
}
