import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Client } from '../../../shared/wire/client.ts'
import { connect } from '../../../shared/wire/client.ts'
import { pipePort } from '../../children/pipe-port.ts'
import type { VaultContract } from '../contract.ts'

/** The vault's program, from source. */
export const vaultProgram = fileURLToPath(new URL('../main.ts', import.meta.url))

/** A vault that runs as a process of its own. */
export interface RunningVault {
  readonly client: Client<VaultContract>
  readonly exited: Promise<void>
  /** SIGKILL; resolves when it has gone. */
  kill(): Promise<void>
  /** As its application ends it: resolves when it has written all and gone. */
  end(): Promise<void>
}

export interface StartVaultOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Arguments of Node. */
  readonly node?: readonly string[]
  /** A command and its arguments under which it runs. */
  readonly under?: readonly string[]
  readonly stderr?: 'inherit' | 'ignore'
}

/** @param folder the application's data folder */
export function startVault(folder: string, options: StartVaultOptions = {}): RunningVault {
  const { env = {}, node = [], under = [], stderr = 'inherit' } = options
  const [program = process.execPath, ...args] = [...under, process.execPath, ...node, vaultProgram, '--data', folder]
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', stderr], env: { ...process.env, ...env } })
  return running(child)
}

function running(child: ChildProcess): RunningVault {
  if (!child.stdin || !child.stdout) throw new Error('The vault has no pipes.')
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const client = connect<VaultContract>(pipePort(child.stdout, child.stdin))
  return {
    client,
    exited,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async end() {
      client.close()
      await exited
    },
  }
}
