import type { Placement } from '../limits/limiter.ts'
import type { SandboxLimits } from '../limits/limits.ts'
import type { RuntimeEvent, SandboxStats } from '../runtime.ts'
import type { DiskState } from './disk.ts'
import { endProcesses, gibibytes, measureDisk } from './disk.ts'
import type { ReadAll } from './disk-usage.ts'
import type { SandboxFiles } from './isolation.ts'
import type { ProcessEntry } from './process-table.ts'
import { familyOf } from './process-table.ts'
import type { Running } from './running.ts'

/** A sandbox as it was made. */
export interface Watched {
  readonly id: string
  readonly running: Running
  readonly placement: Placement
  readonly files: SandboxFiles
  readonly limits: SandboxLimits
  readonly readAll: ReadAll
  /** All of this computer, as they are after the call. */
  readonly processes: () => Promise<readonly ProcessEntry[]>
}

/** What one sandbox uses, seen again and again, and its limit on disk held. */
export class WatchedSandbox {
  readonly #made: Watched
  readonly #tell: (event: RuntimeEvent) => void
  #limits: SandboxLimits
  #kills = 0
  /** Undefined until it was measured once. */
  #diskBytes: number | undefined
  /** Processor time at that moment: nothing has been written since when no more was used. */
  #cpuMsAtMeasure = -1
  /** Writers were ended, and it has not been below its limit since. */
  #hasWarned = false
  #looking: Promise<void> | undefined

  /** @param tell of what is seen. */
  constructor(made: Watched, tell: (event: RuntimeEvent) => void) {
    this.#made = made
    this.#tell = tell
    this.#limits = made.limits
  }

  async setLimits(limits: SandboxLimits): Promise<void> {
    this.#limits = limits
    await this.#made.placement.setLimits(limits)
  }

  async stats(): Promise<SandboxStats> {
    const processes = await this.#made.processes()
    if (this.#diskBytes === undefined) await this.look(processes)
    const usage = await this.#usage(this.#familyIn(processes))
    return { ...usage, diskBytes: this.#diskBytes ?? 0 }
  }

  /**
   * Tells of programs that were ended for memory, measures the disk when something ran, and ends writers beyond its limit.
   *
   * @param processes all of this computer, as they were a moment ago
   */
  look(processes: readonly ProcessEntry[]): Promise<void> {
    this.#looking ??= this.#look(processes).finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #look(processes: readonly ProcessEntry[]): Promise<void> {
    const { cpuMs } = await this.#usage(this.#familyIn(processes))
    if (cpuMs === this.#cpuMsAtMeasure) return
    try {
      const state = await this.#measure(processes)
      const grew = state.bytes > (this.#diskBytes ?? 0)
      this.#diskBytes = state.bytes
      this.#cpuMsAtMeasure = cpuMs
      if (state.bytes <= this.#limits.diskBytes) this.#hasWarned = false
      else if (grew) await this.#endWriters()
    } catch {
      // It ended while it was looked at.
    }
  }

  /**
   * Whoever is seen to write. All programs when nobody is, or when it goes on: those who write may be too short-lived to be
   * seen, and be started by others again and again.
   */
  async #endWriters(): Promise<void> {
    // Others may write by now: the look at all sandboxes may have begun long ago.
    const processes = await this.#made.processes()
    const [{ bytes, writers }, programs] = [await this.#measure(processes), this.#programsIn(processes)]
    if (bytes <= this.#limits.diskBytes) return
    const ended = endProcesses(writers.length > 0 && !this.#hasWarned ? writers : programs)
    this.#hasWarned = true
    const { id } = this.#made
    const who = `${ended === 1 ? 'One program' : `${ended} programs`} that ${ended === 1 ? 'was' : 'were'} writing`
    const sentence = `The sandbox held ${gibibytes(bytes)} on disk, more than its ${gibibytes(this.#limits.diskBytes)}. ${who} ${ended === 1 ? 'was' : 'were'} ended.`
    this.#tell({ kind: 'disk-full', id, ended, sentence })
  }

  async #usage(family: readonly ProcessEntry[]) {
    const usage = await this.#made.placement.usage(family)
    const kills = usage.outOfMemoryKills - this.#kills
    this.#kills = usage.outOfMemoryKills
    if (kills > 0) this.#tell({ kind: 'out-of-memory', id: this.#made.id, kills })
    return usage
  }

  #measure(processes: readonly ProcessEntry[]): Promise<DiskState> {
    const { workspace, tmp, home, output } = this.#made.files
    return measureDisk([workspace, tmp, home, output], this.#programsIn(processes), this.#made.readAll)
  }

  #programsIn(processes: readonly ProcessEntry[]): readonly ProcessEntry[] {
    return this.#familyIn(processes).filter(({ pid }) => pid !== this.#made.running.firstProcess)
  }

  #familyIn(processes: readonly ProcessEntry[]): readonly ProcessEntry[] {
    return familyOf(this.#made.running.firstProcess, processes)
  }
}
