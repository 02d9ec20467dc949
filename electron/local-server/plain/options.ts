import type { Runtime } from '../runtimes/runtime.ts'

/** How long things take on the reference server, in ms. */
export interface PlainTimes {
  /** A connection without a request is closed after this (trap 3.2). */
  readonly idle: number
  /** A request has to be there whole within this (3.3). */
  readonly arrive: number
  /** The gateway closes a connection that has waited so long for its answer (3.4). */
  readonly answer: number
  /** A bucket gains requests only when so much lies between the starts of two (3.1). */
  readonly bucket: number
  /** The limit of an execute that names none (2). */
  readonly execute: number
  /** An unused sandbox is taken back after this (5.4) … */
  readonly reclaim: number
  /** … by a sweep that comes this often, which also forgets expired sessions. */
  readonly sweep: number
  /** The pool is topped up this often (2). */
  readonly topUp: number
  /** A session that names no time, and one that was resumed (5.4). */
  readonly session: number
  /** More than this becomes this (2). */
  readonly longestSession: number
  readonly token: number
  /** How long the gateway waits for the session service, which goes on all the same (5.9). */
  readonly service: number
  /** A stored deployment reads from its cache so long after a change (5.11). */
  readonly cache: number
  /** How late an answer comes when a background process holds its streams (4.7). */
  readonly held: number
  /** What an execute costs the host, whatever it runs: all of them stand in one queue for it (4.6). */
  readonly executeCost: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** As measured on the reference server. */
export const referenceTimes: PlainTimes = {
  idle: 30 * second,
  arrive: 30 * second,
  answer: 300 * second,
  bucket: minute,
  execute: 300 * second,
  reclaim: hour,
  sweep: 5 * minute,
  topUp: 10 * second,
  session: 24 * hour,
  longestSession: 168 * hour,
  token: 24 * hour,
  service: 30 * second,
  cache: 5 * minute,
  held: 3 * second,
  executeCost: 65,
}

/** Where the words of the container engine go when a program was not started (4.4.4). */
export type EngineWords = 'stderr' | 'stdout'

/** Sessions that are there from the start. */
export interface SeedOptions {
  readonly count: number
  /** Whose all of them are; when missing most are `mira`'s and the rest other people's. */
  readonly owner?: string
}

/** All that can be chosen; what is missing is as on the reference server. */
export interface PlainOptions {
  /** `memory`: sessions live in the session service's memory. `stored`: in a database behind a cache. */
  readonly deployment?: 'memory' | 'stored'
  /** 0 means any free one. */
  readonly port?: number
  /** Where the runtime keeps what it needs; a temporary folder that is removed at the end when missing. */
  readonly folder?: string
  /** One that runs already, with the profile of `profile.ts`, and stays open afterwards; `folder` is of no use then. */
  readonly runtime?: Runtime
  /** Divides every time that `times` does not name. */
  readonly timeScale?: number
  readonly times?: Partial<PlainTimes>
  /** Sandboxes that are kept ready, and how many there may be. */
  readonly warm?: number
  readonly most?: number
  /** What a sandbox may hold in memory, its `/workspace` included (5.7). */
  readonly memoryBytes?: number
  readonly engineWords?: EngineWords
  /** How fast a stored deployment saves a workspace: 1 GB takes the 30 s of 5.9. */
  readonly savedBytesPerSecond?: number
  readonly seed?: SeedOptions
  /** Told about errors that are this program's own; without it they go to standard error. */
  readonly onFault?: (error: unknown) => void
}

/** Nothing left open. */
export type PlainSettings = Required<
  Omit<PlainOptions, 'folder' | 'runtime' | 'timeScale' | 'seed' | 'times' | 'onFault'>
> & {
  readonly times: PlainTimes
}

/** @param options as given; `timeScale` and `times` are worked in. */
export function settingsOf(options: PlainOptions): PlainSettings {
  const scale = options.timeScale ?? 1
  const scaled = Object.entries(referenceTimes).map(([name, ms]) => [name, ms / scale])
  return {
    deployment: options.deployment ?? 'memory',
    port: options.port ?? 0,
    times: { ...referenceTimes, ...Object.fromEntries(scaled), ...options.times },
    warm: options.warm ?? 5,
    most: options.most ?? 50,
    memoryBytes: options.memoryBytes ?? 2 * 1024 ** 3,
    engineWords: options.engineWords ?? 'stderr',
    savedBytesPerSecond: options.savedBytesPerSecond ?? 1e9 / 30,
  }
}
