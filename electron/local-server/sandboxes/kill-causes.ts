import type { Runtime, RuntimeEvent } from '../runtimes/runtime.ts'

/** What ended a program of a sandbox from outside. */
export interface KillCause {
  readonly by: 'memory' | 'disk'
  readonly sentence: string
}

/** Keeps what a runtime does to the programs of one sandbox, so that a run can be told what ended it. */
export class KillCauses {
  readonly #runtime: Runtime
  readonly #id: string
  #noted = 0
  #last: KillCause | undefined

  constructor(runtime: Runtime, id: string) {
    this.#runtime = runtime
    this.#id = id
  }

  note(event: RuntimeEvent): void {
    this.#noted += 1
    this.#last =
      event.kind === 'disk-full'
        ? { by: 'disk', sentence: event.sentence }
        : { by: 'memory', sentence: 'The memory of the sandbox was full.' }
  }

  /**
   * Begins to look, for one run.
   *
   * @returns to be asked when the run was killed: what did it, or undefined when nothing of this kind was done meanwhile. Two
   * runs that are killed side by side may be told the same cause.
   */
  begin(): () => Promise<KillCause | undefined> {
    const before = this.#noted
    return async () => {
      // Memory kills are counted by the kernel and told when somebody looks.
      if (this.#noted === before) await this.#runtime.stats(this.#id)
      return this.#noted === before ? undefined : this.#last
    }
  }
}
