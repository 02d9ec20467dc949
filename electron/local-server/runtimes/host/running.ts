import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { Duplex as DuplexStream, Readable } from 'node:stream'
import type { Command, Isolation } from './isolation.ts'
import { descriptors } from './isolation.ts'
import { familyOf, readProcesses } from './process-table.ts'

/** The sandbox did not start; `message` is in the words of what isolates. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** A sandbox's processes, from the start to the end of the first one. */
export interface Running {
  readonly control: Duplex
  /** Fulfilled when no process of it is left. */
  readonly ended: Promise<void>
  /** The supervisor, as this computer numbers it. */
  readonly firstProcess: number
  /** What was started, which may be an outer process of it. */
  readonly pid: number
  /** Ends every process in it. */
  end(): Promise<void>
}

const startLimitMs = 20_000
const endLimitMs = 5_000
/** More than the supervisor gives its workers. */
const farewellMs = 2_000

/** @param joins open files that the supervisor inherits. @throws StartError */
export async function startRunning(
  command: Command,
  joins: readonly number[],
  isolation: Pick<Isolation, 'firstProcess' | 'endsWithFirstProcess'>,
): Promise<Running> {
  const { program, args, cwd, env } = command
  const stdio = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', ...joins] as const
  const child = spawn(program, args, { cwd, env, stdio: [...stdio] })
  const words = collectWords(child.stderr)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const control = child.stdio[descriptors.control]
  if (!(control instanceof DuplexStream)) throw new StartError(`${program} cannot be started`)
  // Both ends of a life are awaited elsewhere; an error event without a listener would end the server.
  control.on('error', () => undefined)
  const info = readAll(child.stdio[descriptors.info])
  const started = await Promise.race([
    once(control, 'readable').then(() => control.readableLength > 0),
    ended.then(() => false),
    later(startLimitMs),
  ])
  const firstProcess = started ? isolation.firstProcess(child, await info) : undefined
  if (firstProcess === undefined || child.pid === undefined) {
    child.kill('SIGKILL')
    if (child.pid !== undefined) await ended
    throw new StartError((await words) || `${program} ended without a word`)
  }
  void ended.then(() => control.destroy())
  const end = isolation.endsWithFirstProcess
    ? () => endNamespace(control, child, ended, firstProcess)
    : () => endFamily(control, ended, firstProcess)
  return { control, ended, firstProcess, pid: child.pid, end }
}

/**
 * The first process ends or is killed, not bubblewrap: the kernel ends everything in the namespace before it reports that end, and
 * bubblewrap waits for the report. So when bubblewrap has ended, no process is left that could write to the workspace.
 */
async function endNamespace(
  control: Duplex,
  child: ChildProcess,
  ended: Promise<void>,
  firstProcess: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  // So the supervisor ends by itself, after its workers removed what they had half written.
  control.destroy()
  if (await Promise.race([ended.then(() => true), later(farewellMs)])) return
  kill(firstProcess)
  const inTime = await Promise.race([ended.then(() => true), later(endLimitMs)])
  if (inTime) return
  child.kill('SIGKILL')
  await ended
}

/** The supervisor ends its children when its descriptor ends; if a program holds it up, all of them are ended from here. */
async function endFamily(control: Duplex, ended: Promise<void>, firstProcess: number): Promise<void> {
  control.destroy()
  for (;;) {
    const inTime = await Promise.race([ended.then(() => true), later(endLimitMs)])
    if (inTime) return
    for (const { pid } of [...familyOf(firstProcess, await readProcesses())].reverse()) kill(pid)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

/** False after the time; does not keep the process alive. */
function later(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref())
}

/** What a program said at last. */
export async function collectWords(stream: Readable | null): Promise<string> {
  return (await readAll(stream)).slice(-4096).trim()
}

/** What came until the end, or until it broke. */
async function readAll(stream: unknown): Promise<string> {
  let text = ''
  try {
    if (stream instanceof Readable) for await (const piece of stream) text = (text + String(piece)).slice(-64 * 1024)
  } catch {
    // Cut off with the process: what came counts.
  }
  return text
}
