import type { Terminal } from '@xterm/xterm'
import { toErrorData } from '../../../shared/domain/errors.ts'
import { workspacePath } from '../../../shared/domain/file.ts'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { outcomeWords } from '../../outcome-words.ts'
import type { RunsStore } from '../../state/runs.ts'
import { answeredFolder, folderChange, typedChange } from './change-folder.ts'
import { RunOnScreen } from './run-on-screen.ts'
import type { TerminalLine } from './terminal-line.ts'
import { listedRuns, settledRun } from './wait-for-runs.ts'

/** Seconds: the hard end of the API, since a console has no limit of its own to choose. */
const commandLimit = 290
/** Commands of before that are shown again, and bytes of output of each. */
const replayedRuns = 30
const replayedBytes = 256 * 1024

interface Options {
  readonly session: SessionRef
  readonly runs: RunsStore
  readonly terminal: Terminal
  readonly line: TerminalLine
  readonly end: AbortSignal
}

/** Prompt, command, output, prompt: each command is a run of its own, in the folder that the one before left. */
export class LineShell {
  readonly #session: SessionRef
  readonly #runs: RunsStore
  readonly #terminal: Terminal
  readonly #line: TerminalLine
  readonly #end: AbortSignal
  readonly #screen: RunOnScreen
  #folder: string = workspacePath
  /** For `cd -`. */
  #folderBefore: string = workspacePath
  #current: Run | undefined
  #isBusy = true
  #isLive = false

  constructor({ session, runs, terminal, line, end }: Options) {
    this.#session = session
    this.#runs = runs
    this.#terminal = terminal
    this.#line = line
    this.#end = end
    this.#screen = new RunOnScreen(terminal, runs, end)
  }

  /** Shows what ran before the window was loaded, as if it had been typed here, and then the prompt. */
  async begin(): Promise<void> {
    const list = await listedRuns(this.#runs, this.#session, this.#end)
    for (const run of list.filter(({ kind }) => kind === 'command').slice(-replayedRuns)) {
      if (this.#end.aborted) return
      await this.#replay(run)
    }
    if (!this.#end.aborted) this.#prompt()
  }

  /** Runs the line as it stands. */
  async accept(): Promise<void> {
    if (!this.#line.isShown) return
    this.#line.finish()
    const typed = this.#line.editor.accept()
    this.#isBusy = true
    await this.#run(typed)
    this.#prompt()
  }

  /** Ctrl+C: ends what runs, or throws the line away. */
  interrupt(): void {
    if (this.#current)
      this.#runs
        .getState()
        .stop(this.#current.id)
        .catch((thrown: unknown) => this.#screen.sayError(toErrorData(thrown), 'It was not stopped'))
    else if (this.#line.isShown) {
      this.#line.finish('^C')
      this.#line.editor.clear()
      this.#line.show(this.#folder)
    }
  }

  /** Commands can be started now. */
  setLive(live: boolean): void {
    if (live === this.#isLive) return
    this.#isLive = live
    if (live && !this.#isBusy && !this.#line.isShown) this.#line.show(this.#folder)
    else if (!live && this.#line.isShown) {
      this.#line.finish()
      this.#line.editor.clear()
      this.#screen.say('The session is not active. Its console goes on when it is.')
    }
  }

  #prompt(): void {
    this.#isBusy = false
    if (this.#isLive) this.#line.show(this.#folder)
  }

  async #run(typed: string): Promise<void> {
    if (typed.trim() === '') return
    const change = folderChange(typed, this.#folderBefore)
    const started = await this.#runs.getState().start({
      kind: 'command',
      session: this.#session,
      command: change?.command ?? typed,
      limit: commandLimit,
      cwd: this.#folder,
    })
    if (started) {
      await this.#show(started)
      if (change?.isBack) this.#terminal.write(`${this.#folder}\r\n`)
      return
    }
    const error = this.#runs.getState().startErrors[sessionKey(this.#session)]
    if (error) this.#screen.sayError(error, 'The command was not started')
  }

  /** Shows a run to its end: its output, then what became of it. */
  async #show(run: Run): Promise<void> {
    this.#current = run
    const changes = typedChange(run.title) !== undefined
    const answer = await this.#screen.follow(run, !changes)
    const over = await settledRun(this.#runs, this.#session, run.id, this.#end)
    this.#current = undefined
    if (!over) return
    if (!changes || outcomeWords(over, Date.now()).label !== 'ok') return this.#screen.sayOutcome(over)
    this.#folderBefore = this.#folder
    this.#folder = answeredFolder(answer) ?? this.#folder
  }

  async #replay(run: Run): Promise<void> {
    const line = this.#line
    const typed = typedChange(run.title) ?? run.title
    line.editor.remember(typed)
    line.show(this.#folder)
    line.editor.set(typed)
    line.finish()
    line.editor.clear()
    if (run.stdoutBytes + run.stderrBytes <= replayedBytes || isUnderWay(run)) return await this.#show(run)
    this.#screen.say('Its output is not shown again here: it is too long.')
    this.#screen.sayOutcome(run)
  }
}
