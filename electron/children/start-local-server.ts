import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OtherServer } from '../../shared/domain/connection.ts'
import type { LocalProbeFailed } from '../../shared/domain/local-probe.ts'
import { exitOf, killLate } from './end-child.ts'
import { socketPath } from './endpoint.ts'
import type { LauncherOptions, LocalServerChild, LocalServerStart } from './launcher.ts'
import type { AskedServer, InUse, LocalServerHealth } from './local-server-health.ts'
import { askedServer } from './local-server-health.ts'
import { logPath } from './log-file.ts'
import { isOlder } from './older-version.ts'
import { endedAtOnce, readStartLine } from './start-line.ts'
import { watchLocalServer } from './watch-local-server.ts'

export interface LocalServerOptions extends Pick<LauncherOptions, 'dataFolder' | 'log' | 'runtime' | 'version'> {
  /** Spawns the server with these arguments, and `detached(stdio)`. */
  readonly spawn: (args: readonly string[], stdio: ServerStdio) => ChildProcess
}

/** Its one line comes by standard output; what its engine says goes to this file. */
export type ServerStdio = readonly ['ignore', 'pipe', number | 'ignore']

/** A server that nobody has used for so long ends by itself, seconds. */
const endWhenIdle = 600
/** How long another server may take to start, or to end, ms. */
const defaultPatience = 30_000
/** Between two tries meanwhile, ms. */
const pause = 100
/** How often a server with clients and without sandboxes is asked to make room. */
const roomTries = 5
/** How long a start may take until it says its line, ms: it has tried out a sandbox by then. */
const startWait = 60_000

/**
 * Attaches to the server of this data folder, or starts it, detached: it outlives this process. Of several starts at once
 * one gets the folder, and the others attach to it. Never rejects.
 */
export async function startLocalServer(
  options: LocalServerOptions,
  patience = defaultPatience,
): Promise<LocalServerStart> {
  try {
    const own = await socketPath(options.dataFolder, 'local-server')
    let socket = own
    for (const end = Date.now() + patience; ; await sleep(pause)) {
      const found = (await attach(socket, options)) ?? (await start(own, options))
      if (found.status !== 'busy') return found
      // It may have been started where another socket was the right one.
      socket = found.socket ?? own
      if (Date.now() >= end) return { status: 'failed', probe: found.probe }
    }
  } catch (error) {
    options.log(`The local server could not be started. ${String(error)}`)
    const sentence = error instanceof Error ? error.message : 'The local server could not be started.'
    return { status: 'failed', probe: { status: 'failed', cause: 'other', sentence } }
  }
}

/** Undefined when nobody answers there, or one that makes room for another one. */
async function attach(socket: string, options: LocalServerOptions): Promise<LocalServerChild | undefined> {
  const server = askedServer(socket)
  try {
    const health = await server.health()
    if (health === undefined) return undefined
    if (fits(health, options)) return attached(socket, health, options)
    const answer = await makeRoom(server)
    if (answer === 'ends') {
      options.log(`The local server ${health.version} on ${health.runtime} makes room for another one.`)
      return undefined
    }
    const { version, runtime } = health
    return attached(socket, health, options, { version, runtime, sandboxes: answer?.sandboxes ?? 0 })
  } finally {
    server.end()
  }
}

/** One whose last client has just gone may not know it yet. */
async function makeRoom(server: AskedServer): Promise<'ends' | InUse | undefined> {
  for (let tries = 1; ; tries += 1) {
    const answer = await server.makeRoom()
    if (typeof answer !== 'object' || answer.sandboxes > 0 || tries === roomTries) return answer
    await sleep(pause)
  }
}

/** A newer one does too: what it wrote cannot be read by an older one. */
function fits(health: LocalServerHealth, { version, runtime }: LocalServerOptions): boolean {
  return !isOlder(health.version, version) && health.runtime.startsWith(runtime)
}

function attached(
  socketPath: string,
  { version, runtime, instance, pid }: LocalServerHealth,
  { log }: LocalServerOptions,
  other?: OtherServer,
): LocalServerChild {
  log(`Attached to the local server ${version} on ${runtime}.`)
  const watch = watchLocalServer(socketPath, instance)
  return {
    status: 'ready',
    socketPath,
    pid,
    gone: watch.gone,
    leave: watch.end,
    ...(other === undefined ? {} : { other }),
  }
}

/** How it is spawned: in a session of its own, away from this terminal and this folder. */
export function detached(stdio: ServerStdio): SpawnOptions {
  return { stdio: [...stdio], detached: true, windowsHide: true, cwd: path.parse(process.cwd()).root }
}

/** Another server has the folder. */
interface Busy {
  readonly status: 'busy'
  readonly socket?: string
  readonly probe: LocalProbeFailed
}

async function start(socket: string, options: LocalServerOptions): Promise<LocalServerStart | Busy> {
  const { dataFolder, runtime, log, spawn } = options
  const flags = ['--runtime', runtime, '--end-when-idle', String(endWhenIdle), '--log']
  const errors = openErrors(dataFolder)
  const child = spawn(['--data', dataFolder, '--socket', socket, ...flags], ['ignore', 'pipe', errors])
  if (errors !== 'ignore') closeSync(errors)
  const exited = exitOf(child)
  const line = readStartLine(child.stdout ? await firstLine(child.stdout, exited) : undefined)
  if (line.status === 'ready') {
    child.unref()
    log('The local server was started.')
    return (await attach(line.socket ?? socket, options)) ?? { status: 'failed', probe: endedAtOnce }
  }
  child.kill()
  await killLate(exited, () => child.kill('SIGKILL'))
  if (line.status === 'busy') return line
  log(`The local server did not start: ${line.probe.sentence}`)
  return line
}

/** What its engine said is forgotten at a start when it is more than this, bytes. */
const mostErrors = 1024 * 1024

/**
 * For the words with which a process is ended by its engine, and what an engine warns of. Not the server's own log: that one
 * counts what it writes and is put aside when it is full, and this descriptor would go on in the old one.
 */
function openErrors(dataFolder: string): number | 'ignore' {
  try {
    const file = logPath(dataFolder, 'local-server-errors')
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    const errors = openSync(file, 'a', 0o600)
    if (fstatSync(errors).size > mostErrors) ftruncateSync(errors)
    return errors
  } catch {
    return 'ignore'
  }
}

/** The first line of a program's output; undefined when none came in time, or it ended before. */
async function firstLine(stdout: Readable, exited: Promise<void>): Promise<string | undefined> {
  const lines = createInterface({ input: stdout })
  const late = setTimeout(() => lines.close(), startWait)
  const found = await new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(undefined))
    void exited.then(() => lines.close())
  })
  clearTimeout(late)
  lines.close()
  // It says nothing more, and must not keep this process.
  stdout.destroy()
  return found
}
