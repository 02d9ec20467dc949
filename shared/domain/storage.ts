/** What is kept on this computer at most; the oldest output is given up first, archives never. */
export interface StorageLimits {
  /** Output of runs is kept for so many days. */
  readonly outputDays: number
  /** And at most so many bytes of it. */
  readonly outputBytes: number
  /** Runs that are remembered, with or without their output. */
  readonly runs: number
}

export const defaultLimits: StorageLimits = {
  outputDays: 30,
  outputBytes: 2_000_000_000,
  runs: 100_000,
}

/** What is used, in bytes on the disk. */
export interface StorageUsage {
  /** Sessions, drafts, settings, connections with their copy of the day, and all about runs but their output. */
  readonly records: number
  readonly outputs: { readonly bytes: number; readonly runs: number }
  /** `unfinished` ones are still arriving, or were given up half way: these go by themselves after a week. */
  readonly archives: { readonly bytes: number; readonly count: number; readonly unfinished: number }
  /** Copies from before an update, and what was moved aside because it was damaged. */
  readonly copies: number
  /** Room that is left on the disk. */
  readonly diskFree: number
  readonly limits: StorageLimits
}
