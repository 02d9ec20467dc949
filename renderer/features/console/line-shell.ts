import type { Terminal } from '@xterm/xterm'
import { toErrorData } from '../../../shared/domain/errors.ts'
import { workspacePath } from '../../../shared/domain/file.ts'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { isOver } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { isOfConsole } from '../../state/consoles.ts'
import type { RunsStore } from '../../state/runs.ts'
import { answeredFolder, folderChange, typedChange } from './change-folder.ts'
import { lineHint } from './line-hint.ts'
import { olderLines } from './older-lines.ts'
import type { ConsoleProblem } from './run-on-screen.ts'
import { RunOnScreen } from './run-on-screen.ts'
import { shownCommand } from './shown-command.ts'
import type { TerminalLine } from './terminal-line.ts'
import { listedRuns, lookedUpRun, settledRun } from './wait-for-runs.ts'

/** Seconds: the hard end of the API, since a console has no limit of its own to choose. */
const commandLimit = 290
/** Commands of before that are shown again, and bytes of the end of each one's output. */
const replayedRuns = 30
const replayedBytes = 256 * 1024

export interface LineShellOptions {
  readonly session: SessionRef
  readonly consoleId: string
  readonly runs: RunsStore
  readonly terminal: Terminal
  readonly line: TerminalLine
  /** Its screen is given up. */
  readonly end: AbortSignal
  /** Where it was last, as far as that is remembered. */
  readonly folder?: string | undefined
  /** When its screen was cleared (ms, our clock): what was over by then is not shown again. */
  readonly clearedAt?: number | undefined
  /** Told of each other folder that the next command runs in. */
  readonly onFolder?: (folder: string) => void
  /** Told of what went wrong, and that it is over with (undefined) when the next command runs or can run. */
  readonly onProblem?: (problem: ConsoleProblem | undefined) => void
  /** What ran before is shown; a command that runs is shown as it goes on. */
  readonly onReady?: () => void
}

/** Prompt, command, output, prompt: each command is a run of its own, in the folder that the one before left. */
export class LineShell {
  readonly #options: LineShellOptions
  readonly #session: SessionRef
  readonly #runs: RunsStore
  readonly #terminal: Terminal
  readonly #line: TerminalLine
  readonly #end: AbortSignal
  readonly #screen: RunOnScreen
  #folder: string
  /** For `cd -`. */
  #folderBefore: string = workspacePath
  #current: Run | undefined
  /** Comes before the next prompt. */
  readonly #toSay: (() => void)[] = []
  #isBusy = true
  #isLive = false

  constructor(options: LineShellOptions) {
    const { session, runs, terminal, line, end, folder = workspacePath } = options
    this.#options = options
    this.#session = session
    this.#runs = runs
    this.#terminal = terminal
    this.#line = line
    this.#end = end
    this.#folder = folder
    this.#screen = new RunOnScreen(terminal, runs, end, (problem) => options.onProblem?.(problem))
  }

  /** Is it waiting for a line, with nothing typed? Then building it again from its runs loses nothing. */
  get isIdle(): boolean {
    return this.#current === undefined && this.#line.editor.text === ''
  }

  /** What is typed counts: for this command or for the next. */
  get takesInput(): boolean {
    return this.#isLive
  }

  /** Shows what ran before the window was loaded, as if it had been typed here, and then the prompt. */
  async begin(): Promise<void> {
    const { consoleId, clearedAt = 0 } = this.#options
    const list = await listedRuns(this.#runs, this.#session, this.#end)
    const mine = list.filter((run) => isOfConsole(run, consoleId))
    const after = mine.filter((run) => !wasOverBy(run, clearedAt))
    const shown = after.slice(-replayedRuns)
    for (const { title } of mine.slice(0, mine.length - shown.length)) this.#remember(title)
    if (after.length > shown.length) this.#screen.say('Runs has what was typed here before.')
    for (const run of shown) {
      if (this.#end.aborted) return
      if (isUnderWay(run)) this.#options.onReady?.()
      await this.#replay(run)
    }
    if (this.#end.aborted) return
    this.#options.onReady?.()
    this.#prompt()
    const older = await olderLines(this.#runs, this.#session, consoleId, list, this.#end)
    this.#line.editor.rememberOlder(older.map((title) => typedChange(title) ?? title))
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

  /** Commands can be started now. What was typed and not run stays until they can. */
  setLive(live: boolean): void {
    if (live === this.#isLive) return
    this.#isLive = live
    if (live) this.#options.onProblem?.(undefined)
    if (!live) this.#line.hide()
    else if (!this.#isBusy) this.#line.show(this.#folder)
  }

  #prompt(): void {
    this.#isBusy = false
    for (const say of this.#toSay.splice(0)) say()
    if (this.#isLive && !this.#end.aborted) this.#line.show(this.#folder)
  }

  async #run(typed: string): Promise<void> {
    if (typed.trim() === '') return
    this.#options.onProblem?.(undefined)
    const change = folderChange(typed, this.#folderBefore)
    const started = await this.#runs.getState().start({
      kind: 'command',
      session: this.#session,
      command: change?.command ?? typed,
      limit: commandLimit,
      cwd: change?.isAbsolute ? '/' : this.#folder,
      consoleId: this.#options.consoleId,
    })
    if (started) {
      await this.#show(started, true)
      if (change?.isBack) this.#terminal.write(`${this.#folder}\r\n`)
      const hint = lineHint(typed)
      if (hint !== undefined) this.#screen.say(hint)
      return
    }
    const error = this.#runs.getState().startErrors[sessionKey(this.#session)]
    if (error) this.#screen.sayError(error, 'The command was not started')
  }

  /**
   * Shows a run to its end: its output, then what became of it.
   * @param isNew it was typed just now
   */
  async #show(run: Run, isNew: boolean): Promise<void> {
    this.#current = run
    const changes = typedChange(run.title) !== undefined
    const answer = await this.#screen.follow(run, !changes, replayedBytes)
    const over = await settledRun(this.#runs, this.#session, run.id, this.#end)
    this.#current = undefined
    if (!over) return
    if (over.state.name === 'unknown' && !isOver(over)) void this.#tellLater(over)
    if (changes && outcomeWords(over, Date.now()).label === 'ok') this.#move(answeredFolder(answer) ?? this.#folder)
    else {
      this.#screen.sayOutcome(over, isNew)
      if (isWithoutFolder(over)) this.#screen.say('A folder that is not there any more is left by cd and a whole path.')
    }
  }

  /** A run whose answer was lost is looked up again and again: what comes of it is said whenever it is known. */
  async #tellLater({ id }: Run): Promise<void> {
    const found = await lookedUpRun(this.#runs, this.#session, id, this.#end)
    if (!found || this.#end.aborted) return
    const said = () => {
      this.#screen.say(`${shownCommand(typedChange(found.title) ?? found.title)}:`)
      this.#screen.sayOutcome(found, false)
    }
    // Output of another command is not cut in two.
    if (this.#isBusy) this.#toSay.push(said)
    else {
      this.#line.hide()
      said()
      this.#prompt()
    }
  }

  #move(folder: string): void {
    if (folder === this.#folder) return
    this.#folderBefore = this.#folder
    this.#folder = folder
    this.#options.onFolder?.(folder)
  }

  #remember(title: string): string {
    const typed = typedChange(title) ?? title
    this.#line.editor.remember(typed)
    return typed
  }

  async #replay(run: Run): Promise<void> {
    const typed = this.#remember(run.title)
    // Where it was typed; one that leads to the same folder from everywhere ran at the root.
    if (run.cwd !== undefined && !folderChange(typed, '')?.isAbsolute) this.#folder = run.cwd
    this.#line.print(this.#folder, typed)
    await this.#show(run, isUnderWay(run))
  }
}

/** Was it over at this time (ms, our clock)? */
function wasOverBy(run: Run, at: number): boolean {
  return !isUnderWay(run) && (run.state.name === 'settled' ? run.state.at : run.startedAt) <= at
}

/** It was refused because of the folder that it was to run in. Engines have words of their own for it. */
function isWithoutFolder({ cwd, state }: Run): boolean {
  const words = state.name === 'settled' ? (state.facts.error?.message ?? '') : ''
  return cwd !== undefined && words.includes(cwd) && /no such file|not found/i.test(words)
}
