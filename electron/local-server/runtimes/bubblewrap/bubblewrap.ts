import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import type { Duplex } from 'node:stream'
import { Duplex as DuplexStream, Readable } from 'node:stream'
import type { LoopbackConnection, Runtime, SandboxSpec } from '../runtime.ts'
import { mayBeSuspect } from './connection-owner.ts'
import type { RuntimeFiles } from './files.ts'
import { writeRuntimeFiles } from './files.ts'
import { identityToDropTo } from './identity.ts'
import type { Interpreter } from './interpreters.ts'
import type { Bind } from './mounts.ts'
import { bubblewrapArguments, insideEnvironment, supervisorInside } from './mounts.ts'
import { FolderWorkspaces } from './workspaces.ts'

/** The programs of this computer that the runtime stands on. */
export interface BubblewrapTools {
  readonly bubblewrap: string
  readonly python: Interpreter
  readonly node: Interpreter | undefined
}

/** bubblewrap did not start the sandbox; `message` is in its own words. */
export class BubblewrapError extends Error {
  override readonly name = 'BubblewrapError'
}

interface Running {
  readonly child: ChildProcess
  readonly control: Duplex
  readonly ended: Promise<void>
  /** The first process of the sandbox, as this computer numbers it. */
  readonly firstProcess: number | undefined
}

/** The numbers of the descriptors that a sandbox is started with, by their place in `stdio`. */
const descriptors = { control: 3, info: 4 } as const

const startLimitMs = 20_000
const endLimitMs = 5_000

/** One long-lived bubblewrap per sandbox, whose first process is the supervisor. */
export class BubblewrapRuntime implements Runtime {
  readonly workspaces: FolderWorkspaces
  readonly environment: Readonly<Record<string, string>>
  readonly #tools: BubblewrapTools
  readonly #files: RuntimeFiles
  readonly #identity = identityToDropTo()
  readonly #running = new Map<string, Running>()

  private constructor(tools: BubblewrapTools, files: RuntimeFiles, folder: string) {
    this.environment = insideEnvironment(outsideUsr([tools.python, tools.node]).map(({ path }) => dirname(path)))
    this.#tools = tools
    this.#files = files
    this.workspaces = new FolderWorkspaces(join(folder, 'workspaces'), this.#identity)
  }

  /** @param folder holds the workspaces and the few files that sandboxes are made with. */
  static async open(tools: BubblewrapTools, folder: string): Promise<BubblewrapRuntime> {
    const runtime = new BubblewrapRuntime(tools, await writeRuntimeFiles(join(folder, 'runtime')), folder)
    await runtime.workspaces.prepare()
    return runtime
  }

  async create(spec: SandboxSpec): Promise<void> {
    if (this.#running.has(spec.id)) throw new Error(`The sandbox ${spec.id} runs already`)
    const { program, args } = this.#command(spec)
    const child = spawn(program, args, {
      cwd: '/',
      // Nothing of the server's environment: it may hold secrets.
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    })
    const words = collectWords(child.stderr)
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    })
    const control = child.stdio[descriptors.control]
    if (!(control instanceof DuplexStream)) throw new BubblewrapError(`${program} cannot be started`)
    // Both ends of a life are awaited elsewhere; an error event without a listener would end the server.
    control.on('error', () => undefined)
    const firstProcess = readFirstProcess(child.stdio[descriptors.info])
    const started = await Promise.race([
      once(control, 'readable').then(() => control.readableLength > 0),
      ended.then(() => false),
      later(startLimitMs),
    ])
    const running: Running = { child, control, ended, firstProcess: started ? await firstProcess : undefined }
    if (!started) {
      await end(running)
      throw new BubblewrapError((await words) || 'bubblewrap ended without a word')
    }
    this.#running.set(spec.id, running)
    void ended.then(() => {
      control.destroy()
      if (this.#running.get(spec.id) === running) this.#running.delete(spec.id)
    })
  }

  connect(id: string): Duplex {
    const running = this.#running.get(id)
    if (running === undefined) throw new Error(`The sandbox ${id} does not run`)
    return running.control
  }

  async destroy(id: string): Promise<void> {
    const running = this.#running.get(id)
    if (running === undefined) return
    await end(running)
  }

  mayBeInside(connection: LoopbackConnection): boolean {
    const uid = this.#identity?.uid ?? process.getuid?.() ?? 0
    return mayBeSuspect(connection, { uid, ancestor: process.pid })
  }

  #command(spec: SandboxSpec): { readonly program: string; readonly args: readonly string[] } {
    const { bubblewrap, python, node } = this.#tools
    const outside = outsideUsr([python, node])
    const binds: readonly Bind[] = [
      { source: this.workspaces.pathOf(spec.workspace), target: '/workspace', writable: true },
      { source: this.#files.supervisor, target: supervisorInside, writable: false },
      { source: this.#files.passwd, target: '/etc/passwd', writable: false },
      { source: this.#files.group, target: '/etc/group', writable: false },
      ...outside.map(({ bind }) => ({ source: bind, target: bind, writable: false })),
    ]
    const plan = {
      hostname: spec.id,
      network: spec.network,
      environment: this.environment,
      binds:
        this.#identity === undefined ? binds : binds.map((bind, number) => ({ ...bind, source: `/tmp/${number}` })),
    }
    const inside = [python.path, '-I', '-S', supervisorInside, String(descriptors.control)]
    const args = [...bubblewrapArguments(plan, { info: descriptors.info }), ...inside]
    if (this.#identity === undefined) return { program: bubblewrap, args }
    const entry = JSON.stringify({ ...this.#identity, stage: binds.map((bind) => bind.source) })
    return { program: python.path, args: ['-I', '-S', this.#files.enter, entry, bubblewrap, ...args] }
  }
}

/**
 * The first process is killed, not bubblewrap: the kernel ends everything in the namespace before it reports that end, and
 * bubblewrap waits for the report. So when bubblewrap has ended, no process is left that could write to the workspace.
 */
async function end(running: Running): Promise<void> {
  const { child, firstProcess } = running
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  if (firstProcess === undefined) child.kill('SIGKILL')
  else kill(firstProcess)
  const inTime = await Promise.race([running.ended.then(() => true), later(endLimitMs)])
  if (inTime) return
  child.kill('SIGKILL')
  await running.ended
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

/** The interpreters that have to be shown inside by a bind of their own. */
function outsideUsr(tools: readonly (Interpreter | undefined)[]): readonly Required<Interpreter>[] {
  return tools.flatMap((tool) => (tool?.bind === undefined ? [] : [{ path: tool.path, bind: tool.bind }]))
}

/** False after the time; does not keep the process alive. */
function later(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref())
}

async function collectWords(stream: Readable | null): Promise<string> {
  return (await readAll(stream)).slice(-4096).trim()
}

async function readFirstProcess(stream: unknown): Promise<number | undefined> {
  const text = stream instanceof Readable ? await readAll(stream) : ''
  const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1]
  return pid === undefined ? undefined : Number(pid)
}

/** What came until the end, or until it broke. */
async function readAll(stream: Readable | null): Promise<string> {
  let text = ''
  try {
    for await (const piece of stream ?? []) text = (text + String(piece)).slice(-64 * 1024)
  } catch {
    // Cut off with the process: what came counts.
  }
  return text
}
