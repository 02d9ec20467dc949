import { randomBytes } from 'node:crypto'
import type { AppError } from '../../../../shared/domain/errors.ts'
import { fail } from '../../../../shared/domain/errors.ts'
import { attachClose } from '../../../../shared/supervisor/attach.ts'
import { Watchable } from '../../watchable.ts'
import type {
  ChannelState,
  Offsets,
  Process,
  ProcessChannel,
  ProcessId,
  ProcessStart,
  ProcessSummary,
  SandboxStats,
} from '../process-channel.ts'
import { factsOf, numberOf } from './answers.ts'
import { AttachedProcess } from './attached-process.ts'
import type { AttachTarget, Link } from './link.ts'
import { openLink } from './link.ts'
import { asAppError, Requests } from './requests.ts'

/** Between two tries (ms); the first comes at once. */
const delays = { first: 100, most: 5_000 }
/** So long a program may wait for who started it to follow it (ms). */
const holdMs = 60_000

/** No try will ever end better. */
const final: ReadonlySet<string> = new Set(['gone', 'auth', 'refused', 'unsupported'])

/** The carrier over `attach/1`: one WebSocket, which is opened again whenever it breaks. */
export class AttachedChannel implements ProcessChannel {
  readonly state = new Watchable<ChannelState>({ status: 'connected' })
  readonly #target: AttachTarget
  readonly #requests = new Requests()
  readonly #instance: string
  #link: Link | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #tries = 0

  private constructor(target: AttachTarget, link: Link) {
    this.#target = target
    this.#instance = instanceOf(link)
    this.#use(link)
  }

  /** @throws AppError `gone`, `auth`, `refused`, `unsupported`, `unavailable`, `offline` */
  static async open(target: AttachTarget): Promise<AttachedChannel> {
    return new AttachedChannel(target, await openWithToken(target))
  }

  async start({ command, cwd, env, tty, input, name }: ProcessStart): Promise<Process> {
    // With a key it may be sent again: a second start with the same one starts nothing.
    const key = randomBytes(16).toString('hex')
    const { header } = await this.#requests.ask('start', { command, cwd, env, tty, input, name, key, hold: holdMs })
    return await this.#follow(numberOf(header, 'process'), {})
  }

  async attach(id: ProcessId, from: Offsets = {}): Promise<Process> {
    const [instance, number] = id.split('.')
    if (instance !== this.#instance) throw fail('gone', 'The sandbox was started again since; its processes are gone.')
    return await this.#follow(Number(number), from)
  }

  async list(): Promise<readonly ProcessSummary[]> {
    const { body } = await this.#requests.ask('processes', {})
    const processes: unknown = JSON.parse(new TextDecoder().decode(body))
    if (!Array.isArray(processes)) throw asAppError(new TypeError('There is no list'))
    return processes.map((process) => this.#summaryOf(Object(process)))
  }

  async stats(): Promise<SandboxStats> {
    const { header } = await this.#requests.ask('stats', {})
    return { processes: numberOf(header, 'processes'), memoryBytes: numberOf(header, 'memoryBytes') }
  }

  close(): void {
    this.#end(fail('cancelled', 'The channel was closed.'))
  }

  async #follow(number: number, from: Offsets): Promise<Process> {
    const process = new AttachedProcess(this.#requests, `${this.#instance}.${number}`, number, from)
    await process.follow()
    return process
  }

  #summaryOf(process: Partial<Record<string, unknown>>): ProcessSummary {
    const { command, name, ended, tty } = process
    return {
      id: `${this.#instance}.${numberOf(process, 'process')}`,
      command: Array.isArray(command) ? command.map(String) : [],
      startedAt: numberOf(process, 'started'),
      hasTerminal: tty === true,
      ...(typeof name === 'string' ? { name } : {}),
      ...(ended === undefined ? {} : { facts: factsOf(Object(ended)) }),
    }
  }

  #use(link: Link): void {
    this.#link = link
    link.begin({
      onFrame: (frame) => {
        if (this.#link !== link) return
        try {
          this.#requests.receive(frame)
          this.#tries = 0
        } catch (error) {
          this.#end(asAppError(error))
        }
      },
      onClose: (code) => {
        if (this.#link !== link) return
        this.#link = undefined
        this.#requests.disconnected()
        if (code === attachClose.ended) this.#end(fail('gone', 'The sandbox ended.'))
        else this.#reconnect(fail('offline', 'The connection to the sandbox broke.'))
      },
    })
    if (this.#link !== link) return
    this.state.set({ status: 'connected' })
    this.#requests.connected(link)
  }

  #reconnect(error: AppError): void {
    const { value } = this.state
    if (value.status === 'ended') return
    const since = value.status === 'reconnecting' ? value.since : Date.now()
    this.state.set({ status: 'reconnecting', since, error })
    // Spread out: all channels of a server broke in the same moment.
    const delay = Math.min(delays.first * 2 ** (this.#tries - 1), delays.most) * (0.5 + Math.random() / 2)
    this.#retry = setTimeout(() => void this.#connect(), this.#tries === 0 ? 0 : delay)
    this.#tries += 1
  }

  async #connect(): Promise<void> {
    try {
      const link = await openWithToken(this.#target)
      if (this.state.value.status === 'ended') link.close()
      else if (instanceOf(link) === this.#instance) this.#use(link)
      else {
        link.close()
        this.#end(fail('gone', 'The sandbox was started again; its processes are gone.'))
      }
    } catch (thrown) {
      const error = asAppError(thrown)
      if (final.has(error.code)) this.#end(error)
      else this.#reconnect(error)
    }
  }

  #end(error: AppError): void {
    if (this.state.value.status === 'ended') return
    clearTimeout(this.#retry)
    this.state.set({ status: 'ended', error })
    this.state.end()
    const link = this.#link
    this.#link = undefined
    link?.close()
    this.#requests.end(error)
  }
}

/** Once more with a new token when the server refuses the first one. */
async function openWithToken(target: AttachTarget): Promise<Link> {
  const token = await target.token()
  try {
    return await openLink(target, token)
  } catch (error) {
    if (asAppError(error).code !== 'auth') throw error
    return await openLink(target, await target.token(token))
  }
}

function instanceOf({ greeting }: Link): string {
  if (typeof greeting.instance === 'string') return greeting.instance
  throw asAppError(new TypeError('The supervisor does not say which it is'))
}
