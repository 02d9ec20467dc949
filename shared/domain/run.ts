import type { ErrorData } from './errors.ts'
import type { SessionRef } from './session.ts'

/** What code can be run as. */
export const runLanguages = ['python', 'bash', 'node'] as const

export type RunLanguage = (typeof runLanguages)[number]

/** ms that a run has to end by itself when a person stops it; then it is ended. */
export const stopGraceMs = 5000

/** Who or what ended a run before its own end. */
export type Killer = 'person' | 'limit' | 'memory' | 'server'

/** What of a run's output is there. */
export type OutputFact =
  | { readonly kind: 'complete' }
  /** `kept` bytes are there; `lost` more are not, where that is known. */
  | { readonly kind: 'cut'; readonly kept: number; readonly lost?: number }

/** What is known of a run that is over as far as its server says. Its label is computed, never stored. */
export interface RunFacts {
  /** Only one that was truly reported; absent when it means nothing (API note 4.4). */
  readonly exitCode?: number
  /** How long the server says that it took (ms); ours counts the way there and back too. */
  readonly durationMs?: number
  /** Number of the signal that ended it. */
  readonly signal?: number
  readonly killedBy?: Killer
  readonly output: OutputFact
  /** The server says, or its kind is known to mean, that the program goes on. */
  readonly stillRunning?: boolean
  /** Why it was never started; code `gone`: also when it was started and its sandbox vanished. */
  readonly error?: ErrorData
}

/** queued and running have no facts yet; unknown lost its answer and is being looked up. Times: ms, our clock. */
export type RunState =
  | { readonly name: 'queued' }
  | {
      readonly name: 'running'
      readonly since: number /** Asked to end at this time. */
      readonly stoppingSince?: number
    }
  | { readonly name: 'settled'; readonly at: number; readonly facts: RunFacts }
  | {
      readonly name: 'unknown'
      readonly since: number
      readonly error: ErrorData
      /** Whether its processes ran at the last look; absent: nobody could look yet. */
      readonly stillRunning?: boolean
    }

/** What of a document ran, when it was a part of it or when it has cells. Lines count from 1, both are included. */
export interface RunPart {
  readonly firstLine: number
  readonly lastLine: number
  /** The cells that ran, as one program; absent for a selection. */
  readonly cells?: RanCells
}

/** Cells next to each other, as they stood at the start. */
export interface RanCells {
  /** From 1. */
  readonly first: number
  /** How many the document had. */
  readonly of: number
  /** What `cellHash` says of each that ran: whose code is still the same shows the outcome. */
  readonly hashes: readonly string[]
}

/** One run of code or of a command. Its output is read beside it, by offset. */
export interface Run {
  readonly id: string
  readonly session: SessionRef
  readonly kind: 'code' | 'command'
  /** "analysis.py", "scratch 1", or the command as typed. */
  readonly title: string
  readonly language: string
  /** Seconds. */
  readonly limit: number
  readonly startedAt: number
  /**
   * SHA-256 (hex) of the whole document as it stood at the start, also when only a selection of it ran, so that a result
   * older than the text above it is shown as such.
   */
  readonly sourceHash?: string
  /** Where the code came from, to show the result beside it: a document id of the editor. */
  readonly documentId?: string
  readonly part?: RunPart
  /** The console that it was typed in, and the folder that it ran in there. Commands of before there were several have none. */
  readonly consoleId?: string
  readonly cwd?: string
  readonly state: RunState
  /** Bytes of output so far. */
  readonly stdoutBytes: number
  readonly stderrBytes: number
}

/** Is there nothing more to come, of state or of output? */
export function isOver({ state }: Run): boolean {
  return state.name === 'settled' || (state.name === 'unknown' && state.stillRunning === false)
}

/** A run that a search found among those that are kept. */
export interface FoundRun {
  readonly run: Run
  /** Some text around the first of the words, with each of them between U+0001 and U+0002; empty without words. */
  readonly excerpt: string
  /** Its number among all kept runs, by which they are ordered: two may have begun at the same time, or a clock was set. */
  readonly place: number
  /** When its output was given up to make room (ms, our clock); absent while it is here. */
  readonly outputFreedAt?: number
}

/** What a person wants to run. */
export type NewRun =
  | {
      readonly kind: 'code'
      readonly session: SessionRef
      readonly title: string
      readonly language: RunLanguage
      readonly code: string
      readonly limit: number
      /** Of the whole document: see `Run`. */
      readonly sourceHash: string
      readonly documentId: string
      /** Its code is the lines of this part: a traceback names them as the document counts them. */
      readonly part?: RunPart
    }
  | {
      readonly kind: 'command'
      readonly session: SessionRef
      readonly command: string
      readonly limit: number
      readonly cwd?: string
      readonly consoleId?: string
    }

/** A piece of a run's output. */
export interface OutputPiece {
  readonly stream: 'stdout' | 'stderr'
  /** Of its first byte, in its stream. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Why it was never started, or not followed to its end. */
export function errorOf({ state }: Pick<Run, 'state'>): ErrorData | undefined {
  return state.name === 'settled' ? state.facts.error : state.name === 'unknown' ? state.error : undefined
}
