import type { Buffer } from 'node:buffer'
import { setTimeout as pause } from 'node:timers/promises'
import type { SupervisorClient } from '../supervisor/client.ts'
import type { Program } from './output.ts'
import { isHeld, mostOutputBytes, readKept, untilFull } from './output.ts'

export interface ProgramStart {
  readonly command: readonly string[]
  readonly cwd: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
}

/** What the server saw of a program. Whatever did not end runs on: nothing is ever killed. */
export interface ProgramEnd {
  readonly end: 'ended' | 'out of time' | 'too much output'
  /** 128 + n when signal n ended it; 0 when it runs on. */
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

const lookEveryMs = 40
/** The longest that a timer takes. */
const longestMs = 2 ** 31 - 1

/** The programs of one sandbox, in the way of the reference server. */
export class Programs {
  readonly #supervisor: SupervisorClient
  readonly #heldMs: number
  /** Those whose streams were held by a background process when they were answered for (trap 4.7). */
  readonly #holders = new Set<Program>()

  constructor(supervisor: SupervisorClient, heldMs: number) {
    this.#supervisor = supervisor
    this.#heldMs = heldMs
  }

  /**
   * Runs a program until it ends, its time is over or it has printed more than is kept.
   *
   * @throws SupervisorError when it was not started, SandboxEndedError when the sandbox ended before it.
   */
  async run(start: ProgramStart, limitMs: number): Promise<ProgramEnd> {
    const supervisor = this.#supervisor
    const { header } = await supervisor.request('start', { ...start, keep: mostOutputBytes })
    const program = { supervisor, process: Number(header.process) }
    const answered = new AbortController()
    const { signal } = answered
    const exited = supervisor.request('wait', { process: program.process })
    // Those that lose the race are of no interest: the program may run on for days.
    const race = [exited, untilFull(program, signal), over(limitMs, signal)]
    for (const one of race) one.catch(() => undefined)
    try {
      const first = await Promise.race(race)
      const ended = typeof first === 'object'
      if (ended) await this.#untilLetGo(program)
      const [stdout, stderr] = await Promise.all([readKept(program, 'stdout'), readKept(program, 'stderr')])
      const exitCode = ended ? exitCodeOf(first.header) : 0
      return { end: ended ? 'ended' : first, exitCode, stdout, stderr }
    } finally {
      answered.abort()
      if (!this.#holders.has(program)) forget(program)
    }
  }

  /** Waits for whoever holds the streams of this or of an earlier program, but not for long. */
  async #untilLetGo(program: Program): Promise<void> {
    const end = Date.now() + this.#heldMs
    while ((await isHeld(program)) || (await this.#othersAreHeld())) {
      if (Date.now() < end) await pause(lookEveryMs)
      else break
    }
    if (await isHeld(program)) this.#holders.add(program)
  }

  async #othersAreHeld(): Promise<boolean> {
    for (const program of this.#holders) {
      if (await isHeld(program)) return true
      if (this.#holders.delete(program)) forget(program)
    }
    return false
  }
}

/** Its pipes are read on, so that what it left behind can write. */
function forget({ supervisor, process }: Program): void {
  // The sandbox may have ended meanwhile.
  supervisor.request('forget', { process }).catch(() => undefined)
}

async function over(limitMs: number, signal: AbortSignal): Promise<'out of time'> {
  const end = Date.now() + limitMs
  while (Date.now() < end) await pause(Math.min(end - Date.now(), longestMs), undefined, { signal })
  return 'out of time'
}

function exitCodeOf({ exitCode, signal }: Readonly<Record<string, unknown>>): number {
  return typeof signal === 'number' ? 128 + signal : Number(exitCode)
}
