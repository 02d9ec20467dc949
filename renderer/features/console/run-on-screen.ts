import type { Terminal } from '@xterm/xterm'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { errorOf } from '../../../shared/domain/run.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { describeError } from '../../state/describe-error.ts'
import type { RunsStore } from '../../state/runs.ts'
import { formatSize } from '../../ui/format.ts'
import { OutputWriter } from './output-writer.ts'

/** Between two tries to read output while the link is down. */
const retryMs = 1000

/** What went wrong last: the screen holds its words, the pane what can be done about it and what the server said. */
export interface ConsoleProblem {
  readonly error: ErrorData
  /** Continued by the reason: "The command was not started". */
  readonly what: string
}

/** Writes what is to be said of runs into a terminal: their output, and what became of them. */
export class RunOnScreen {
  readonly #terminal: Terminal
  readonly #runs: RunsStore
  readonly #end: AbortSignal
  readonly #onProblem: (problem: ConsoleProblem) => void

  constructor(terminal: Terminal, runs: RunsStore, end: AbortSignal, onProblem: (problem: ConsoleProblem) => void) {
    this.#terminal = terminal
    this.#onProblem = onProblem
    this.#runs = runs
    this.#end = end
  }

  /** A row in the voice of the window, told apart from a program's. */
  say(text: string): void {
    this.#terminal.write(`\x1b[90m${text}\x1b[0m\r\n`)
  }

  sayError(error: ErrorData, what: string): void {
    this.say(describeError(error, what).title)
    this.#onProblem({ error, what })
  }

  /**
   * Nothing when all went well: the output says it.
   * @param isNew it ended just now: what can be done about it is offered
   */
  sayOutcome(run: Run, isNew: boolean): void {
    const { label, word, rest, second } = outcomeWords(run, Date.now())
    if (label === 'ok') return
    this.say([word, rest].filter(Boolean).join(' · ') + (second === '' ? '' : `. ${second}`))
    const error = errorOf(run)
    if (isNew && error) this.#onProblem({ error, what: 'The last command has no result' })
  }

  /**
   * Writes a run's output to its end; a reading that breaks is taken up again.
   * @param shown false: it is read for its answer and not for the eye
   * @param most of what is there already, about as many bytes of its end are written; what is left out is said
   * @returns the end of its stdout
   */
  async follow(run: Run, shown: boolean, most = Number.POSITIVE_INFINITY): Promise<string> {
    const from = {
      stdout: Math.max(0, run.stdoutBytes - most),
      stderr: Math.max(0, run.stderrBytes - most),
    }
    const left = from.stdout + from.stderr
    if (left > 0) this.say(`The first ${formatSize(left)} of its output are not shown again here. Runs has all of it.`)
    const writer = new OutputWriter(this.#terminal, from)
    while (!this.#end.aborted) {
      try {
        for await (const piece of this.#runs.getState().output(run.id, this.#end)) await writer.write(piece, shown)
        break
      } catch (thrown) {
        if (!isAppError(thrown, 'offline')) {
          if (!isAppError(thrown, 'cancelled')) this.sayError(toErrorData(thrown), 'The output could not be read')
          break
        }
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
    await writer.end()
    return writer.tail
  }
}
