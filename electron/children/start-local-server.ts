import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { LocalProbeFailed } from '../../shared/domain/local-probe.ts'
import { logChild } from './child-log.ts'
import { endOf, exitOf, killLate } from './end-child.ts'
import { socketPath } from './endpoint.ts'
import type { LocalServerChild, LocalServerStart } from './launcher.ts'
import { answersHealth, watchSocket } from './local-server-health.ts'
import { readStartLine } from './start-line.ts'

export interface LocalServerOptions {
  readonly dataFolder: string
  readonly log: (line: string) => void
  /** Spawns the server with these arguments and `stdio: ['pipe', 'pipe', 'pipe']`. */
  readonly spawn: (args: readonly string[]) => ChildProcess
}

/** Attaches to the server of this data folder, or starts it. Never rejects. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServerStart> {
  try {
    const socket = await socketPath(options.dataFolder, 'local-server')
    return (await attach(socket, options.log)) ?? (await start(socket, options))
  } catch (error) {
    options.log(`The local server could not be started. ${String(error)}`)
    return failed(error instanceof Error ? error.message : 'The local server could not be started.')
  }
}

const failed = (sentence: string): LocalServerStart => ({
  status: 'failed',
  probe: { status: 'failed', cause: 'other', sentence },
})

async function attach(socket: string, log: (line: string) => void): Promise<LocalServerChild | undefined> {
  if (!(await answersHealth(socket))) return undefined
  log('Attached to the local server that runs already.')
  const watch = watchSocket(socket)
  return { status: 'ready', socketPath: socket, attached: true, exited: watch.gone, stop: async () => watch.end() }
}

async function start(socket: string, { dataFolder, log, spawn }: LocalServerOptions): Promise<LocalServerStart> {
  const child = spawn(['--data', dataFolder, '--socket', socket, '--parent-pipe'])
  const exited = exitOf(child)
  if (child.stderr) void logChild(dataFolder, 'local-server', child.stderr)
  // The pipe is never written to; its end, which comes with ours, is what the server waits for.
  child.stdin?.on('error', () => {})
  const stop = async () => {
    child.stdin?.end()
    await killLate(exited, () => child.kill('SIGKILL'))
  }
  const answer = child.stdout ? await firstLine(child.stdout, exited) : undefined
  const line = readStartLine(answer)
  if (line.status === 'ready') {
    log('The local server runs.')
    void exited.then(() => log(`The local server ended (${endOf(child)}).`))
    return { status: 'ready', socketPath: line.socket ?? socket, attached: false, exited, stop }
  }
  await stop()
  // Another start was faster: its server is as good as ours.
  const other = await attach(socket, log)
  if (other) return other
  const probe: LocalProbeFailed = line.probe
  log(`The local server did not start: ${probe.sentence}`)
  return { status: 'failed', probe }
}

/** The first line of a program's output; undefined when it ended before one was whole. */
async function firstLine(stdout: Readable, exited: Promise<void>): Promise<string | undefined> {
  const lines = createInterface({ input: stdout })
  const found = await new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(undefined))
    void exited.then(() => lines.close())
  })
  lines.close()
  // What else it prints is dropped, so that it never waits for us.
  stdout.resume()
  return found
}
