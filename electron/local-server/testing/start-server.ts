import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findPython } from '../runtimes/bubblewrap/interpreters.ts'
import { removeTree } from '../runtimes/folders/remove-tree.ts'
import { removeLeftOvers } from '../runtimes/limits/left-overs.ts'
import { pythonScript } from '../supervisor/script.ts'
import type { Address } from './http-client.ts'

/** A real server, as a process of its own on a folder of its own. */
export interface TestServer {
  readonly address: Address
  readonly socketPath: string
  /** Set when it was started with `port`. */
  readonly port: number | undefined
  readonly dataFolder: string
  readonly process: ChildProcess
  /** Ends it cleanly; the folder stays. */
  stop(): Promise<void>
  /** `kill -9`; the folder stays. */
  kill(): Promise<void>
  /** Ends it and removes the folder. */
  close(): Promise<void>
}

export interface TestServerOptions {
  /** An existing folder to work on; a new one when missing. */
  readonly dataFolder?: string
  /** Also listen on a free port. */
  readonly port?: boolean
  /** Further flags of the program. */
  readonly flags?: readonly string[]
  /** As `nobody`, although the tests run as root. Else as whoever runs the tests. */
  readonly asOrdinaryUser?: boolean
}

const projectFolder = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))
const nobody = 65_534

/** Starts one and waits until it answers. @throws Error with its own words when it does not. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'cloud-sandbox-test-')))
  const { program, args, folderInside } =
    options.asOrdinaryUser === true ? await asNobody(dataFolder) : asOurselves(dataFolder)
  const flags = [...(options.port === true ? ['--port', '0'] : []), ...(options.flags ?? [])]
  const child = spawn(
    program,
    [...args, '--data', folderInside, '--socket', join(folderInside, 'server.sock'), '--parent-pipe', ...flags],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' },
  )
  const exited = once(child, 'exit')
  const ready = await firstLine(child)
  const { port: portNumber }: Partial<Record<string, unknown>> = Object(Object(ready).ready)
  if (!('ready' in Object(ready))) {
    await exited
    throw new Error(`The server did not start: ${JSON.stringify(ready)}`)
  }
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    await exited
  }
  const socketPath = join(dataFolder, 'server.sock')
  return {
    address: { socketPath },
    socketPath,
    port: typeof portNumber === 'number' ? portNumber : undefined,
    dataFolder,
    process: child,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async close() {
      await end('SIGTERM')
      // After a kill there are groups that no later start will look for.
      await removeLeftOvers(join(dataFolder, 'local-server/runtime'))
      // Kept workspaces may be deeper than a path is long.
      await removeTree(dataFolder)
    },
  }
}

interface Launch {
  readonly program: string
  readonly args: readonly string[]
  /** The data folder as the server sees it. */
  readonly folderInside: string
}

function asOurselves(dataFolder: string): Launch {
  const main = join(projectFolder, 'electron/local-server/main.ts')
  return { program: process.execPath, args: [main], folderInside: dataFolder }
}

/** The project may lie where `nobody` cannot go; `enter.py` shows it all three things it needs below /tmp. */
async function asNobody(dataFolder: string): Promise<Launch> {
  const python = await findPython()
  if (python === undefined) throw new Error('No Python')
  await chown(dataFolder, nobody, nobody)
  await chmod(dataFolder, 0o700)
  const entry = [String(nobody), String(nobody), projectFolder, process.execPath, dataFolder, '--']
  const args = ['-I', '-S', pythonScript('enter.py'), ...entry]
  return {
    program: python.path,
    args: [...args, '/tmp/1', '/tmp/0/electron/local-server/main.ts'],
    folderInside: '/tmp/2',
  }
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new Error('No standard output')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line)
  return { failed: 'it ended without a word' }
}
