import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { socketPath } from '../children/endpoint.ts'
import type { ServerArguments } from './arguments.ts'
import { readArguments } from './arguments.ts'
import { PortTakenError } from './http/listen.ts'
import { endRequest } from './lifetime/end-request.ts'
import { HeldError } from './lifetime/holder.ts'
import { closeInherited } from './lifetime/inherited.ts'
import { fileLog, terminalLog } from './lifetime/server-log.ts'
import type { Serving } from './plain/start-plain.ts'
import { startPlain } from './plain/start-plain.ts'
import { probeThisComputer } from './runtimes/open-runtime.ts'
import { ProbeFailedError, startServer } from './server.ts'

/**
 * The local server as a program. Says one line on standard output (`{"ready": {socket, port?}}`, `{"failed": {cause,
 * sentence, command?, pid?, socket?}}`, or with `--probe` the probe itself) and is fulfilled when the server has ended.
 *
 * @param argv without the program and its file: `--data DIR --socket PATH --port N --runtime NAME --sandbox-disk GIB
 *   --sandbox-processes N --end-when-idle SECONDS --log --parent-pipe --human`, or `--probe`, or `--plain[=stored] --port N --seed-sessions N --time-scale N`.
 */
export async function runLocalServer(argv: readonly string[]): Promise<void> {
  let args: ServerArguments
  try {
    args = readArguments(argv)
  } catch (error) {
    process.stderr.write(`${wordsOf(error)}\n`)
    process.exitCode = 2
    return
  }
  if (args.probe) {
    process.stdout.write(`${JSON.stringify(await probeThisComputer({ kind: args.runtime }))}\n`)
    return
  }
  const dataFolder = resolve(args.dataFolder ?? '')
  closeInherited(dataFolder)
  // Who started this one may have gone, and with it the other end of these.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const log = args.log ? fileLog(dataFolder) : terminalLog
  // Asked for from here on: an end that comes while it starts is carried out when it has started.
  const end = endRequest(args)
  let server: Serving
  try {
    server =
      args.plain === undefined
        ? await startServer({
            dataFolder,
            socket: args.socket ?? (await socketPath(dataFolder, 'local-server')),
            port: args.port,
            runtime: { kind: args.runtime, limits: args.limits },
            endWhenIdle: args.endWhenIdle,
            onFault: log.fault,
          })
        : await startPlain(args.plain, args.port, log.fault)
  } catch (error) {
    sayFailure(args, error)
    process.exitCode = 1
    // Standard input would keep the process alive.
    process.stdin.destroy()
    return
  }
  sayReady(args, server)
  log.say('The server runs')
  log.say(`The server ends (${await Promise.race([end, server.over])})`)
  await server.stop()
  log.say('The server has ended')
  process.stdin.destroy()
}

function sayReady(args: ServerArguments, { socket, port }: Serving): void {
  if (args.human) {
    if (args.runtime === 'unisolated')
      process.stderr.write('Not isolated: code in its sandboxes can reach your files.\n')
    process.stdout.write(`Cloud Sandbox server: ${port === undefined ? socket : `http://127.0.0.1:${port}`}\n`)
    return
  }
  process.stdout.write(`${JSON.stringify({ ready: { socket, port } })}\n`)
}

function sayFailure(args: ServerArguments, error: unknown): void {
  const failure = failureOf(error, args.dataFolder ?? '')
  if (!args.human) {
    process.stdout.write(`${JSON.stringify({ failed: failure })}\n`)
    return
  }
  process.stderr.write(`${[failure.sentence, failure.command].filter((line) => line !== undefined).join('\n')}\n`)
}

interface Failure {
  /** A cause of `LocalProbeFailed`, or `busy`, `port-taken`, `other`. */
  readonly cause: string
  readonly sentence: string
  readonly command?: string
}

function failureOf(error: unknown, dataFolder: string): Failure {
  if (error instanceof ProbeFailedError) return error.probe
  // With the other one's process and socket, so that an application attaches to it wherever that is.
  if (error instanceof HeldError) return { cause: 'busy', sentence: error.message, ...error.holder }
  if (error instanceof PortTakenError) return { cause: 'port-taken', sentence: error.message }
  if (isOfTheDisk(error)) {
    const sentence = `The data folder ${dataFolder} cannot be used (${wordsOf(error)}). Check its disk and its rights, or choose another one with --data.`
    return { cause: 'other', sentence }
  }
  return { cause: 'other', sentence: `The server did not start. ${wordsOf(error)}` }
}

/** Of the file system, or of SQLite about it. */
function isOfTheDisk(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  // A socket or a port lies elsewhere.
  if ('syscall' in error && error.syscall === 'listen') return false
  const codes =
    /^(?:EACCES|EDQUOT|EEXIST|EIO|ENOENT|ENOSPC|ENOTDIR|EPERM|EROFS|SQLITE_(?:CANTOPEN|FULL|IOERR|READONLY))/
  return codes.test(String(error.code))
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether this file is the program that Node was asked to run, and not a part of another one. */
function isProgram(): boolean {
  const started = process.argv[1]
  return started !== undefined && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url)
}

if (isProgram()) await runLocalServer(process.argv.slice(2))
