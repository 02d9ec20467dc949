import type { AppError } from '../../../shared/domain/errors.ts'
import type { Watchable } from '../watchable.ts'

/** A terminal has `stdout` alone. */
export type StreamName = 'stdout' | 'stderr'

/** Bytes from the beginning of each stream. */
export type Offsets = Readonly<Partial<Record<StreamName, number>>>

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export interface ProcessStart {
  readonly command: readonly string[]
  /** Absolute; `/workspace` when missing. */
  readonly cwd?: string
  /** Added to the environment that programs of the sandbox have. */
  readonly env?: Readonly<Record<string, string>>
  /** A terminal instead of pipes. */
  readonly tty?: TerminalSize
  /** A pipe as standard input, for `write`. Without it, and without a terminal, the input is empty. */
  readonly input?: boolean
  /** A text of the caller's own, to know the process by later. */
  readonly name?: string
}

/** What there is to tell of the outputs. Each stream is in order; between the two only the order of arrival is known. */
export type OutputItem =
  | { readonly kind: 'bytes'; readonly stream: StreamName; readonly offset: number; readonly bytes: Uint8Array }
  /** The bytes from `offset` to `to` are gone: there were too many while nobody followed. */
  | { readonly kind: 'gap'; readonly stream: StreamName; readonly offset: number; readonly to: number }
  /** Nobody can write to this stream any more. */
  | { readonly kind: 'end'; readonly stream: StreamName; readonly offset: number }

/** How a process ended, as the supervisor saw it. */
export interface ProcessFacts {
  /** One of the two is there. */
  readonly exitCode?: number
  readonly signal?: number
  /** Its group still had members: programs that it left behind. */
  readonly left: boolean
  /** Bytes that had been written when it ended. */
  readonly written: Offsets
}

/** Names a process for as long as its sandbox lives. Opaque: a carrier knows how it is made. */
export type ProcessId = string

/** One process that is followed. A carrier keeps it over broken connections; what it loses, it tells. */
export interface Process {
  readonly id: ProcessId
  /**
   * What there is to tell, in the order of arrival, to one reader. A reader that stops taking, or acknowledging, stops
   * the program after some MiB. Ends when both streams have ended, or after `detach`. Throws what ended the channel,
   * after all that came before.
   */
  readonly output: AsyncIterable<OutputItem>
  /** All before it is durable, or not wanted: the sandbox may give its space back. Gaps are acknowledged as well. */
  acknowledge(stream: StreamName, offset: number): void
  /**
   * Fulfilled when the program's pipe or terminal has taken all of it. Calls queue up.
   * @throws AppError `refused` when it takes no input, or no more; what ended the channel
   */
  write(bytes: Uint8Array): Promise<void>
  /** Nothing more will be written; a terminal gets its end-of-file character. */
  closeInput(): Promise<void>
  /**
   * To the whole group of the process. @returns false when it had ended before.
   * @throws AppError `outcome-unknown` when the connection broke before the answer
   */
  signal(signal: number): Promise<boolean>
  /** @throws AppError `refused` without a terminal */
  resize(size: TerminalSize): Promise<void>
  /** Told after all output that was there when it ended, so only to who reads it. Rejected with what ended the channel. */
  readonly exit: Promise<ProcessFacts>
  /** Follows no longer; the program runs on. */
  detach(): void
  /** The sandbox forgets what it kept of it. What still runs of it runs on. */
  forget(): Promise<void>
}

/** A process as the sandbox lists it. */
export interface ProcessSummary {
  readonly id: ProcessId
  readonly name?: string
  /** May be cut. */
  readonly command: readonly string[]
  /** On the sandbox's clock (ms). */
  readonly startedAt: number
  readonly hasTerminal: boolean
  readonly facts?: ProcessFacts
}

/** What all processes of a sandbox take. */
export interface SandboxStats {
  readonly processes: number
  readonly memoryBytes: number
}

export type ChannelState =
  | { readonly status: 'connected' }
  /** Broken, and tried again without an end. Nothing is lost by it as long as `since` is less than a minute ago. */
  | { readonly status: 'reconnecting'; readonly since: number; readonly error: AppError }
  /** For good: the sandbox is gone, the server refuses us, or it was closed. */
  | { readonly status: 'ended'; readonly error: AppError }

/**
 * Processes in one sandbox, whatever carries it. Errors are AppErrors: `gone` when the sandbox ended, `cancelled` after
 * `close`.
 */
export interface ProcessChannel {
  readonly state: Watchable<ChannelState>
  /** @throws AppError `refused` with the sandbox's words when nothing was started */
  start(start: ProcessStart): Promise<Process>
  /**
   * A process that runs, or ended and was not forgotten.
   * @param from what lies before counts as acknowledged; a gap tells what is gone by then
   * @throws AppError `not-found`; `gone` for one of a sandbox that was started again since
   */
  attach(id: ProcessId, from?: Offsets): Promise<Process>
  list(): Promise<readonly ProcessSummary[]>
  stats(): Promise<SandboxStats>
  /** Follows nothing any more; all programs run on. */
  close(): void
}
