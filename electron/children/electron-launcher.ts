import { spawn } from 'node:child_process'
import path from 'node:path'
import { Readable } from 'node:stream'
import { logChild } from './child-log.ts'
import { killLate } from './end-child.ts'
import type { Launcher, LauncherOptions, VaultChild } from './launcher.ts'
import type { UtilityProcessLike } from './message-port.ts'
import { utilityPort } from './message-port.ts'
import { detached, startLocalServer } from './start-local-server.ts'

/** `utilityProcess.fork` of Electron, as far as it is used. */
export type Fork = (
  modulePath: string,
  args: string[],
  options: { readonly serviceName: string; readonly stdio: ['ignore', 'ignore', 'pipe'] },
) => UtilityProcessLike

export interface ElectronLauncherOptions extends LauncherOptions {
  readonly fork: Fork
  /** The application's own executable: `process.execPath`. */
  readonly executable: string
}

/** Both children by the shipped application itself: no Node has to be installed. */
export function electronLauncher(options: ElectronLauncherOptions): Launcher {
  const { fork, executable, bundles, dataFolder, log } = options
  return {
    startVault: async (): Promise<VaultChild> => {
      const child = fork(path.join(bundles, 'vault.mjs'), ['--data', dataFolder], {
        serviceName: 'Vault',
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      if (child.stderr) void logChild(dataFolder, 'vault', new Readable().wrap(child.stderr))
      const exited = new Promise<void>((resolve) => {
        child.on('exit', (code) => {
          log(`The vault ended (${code}).`)
          resolve()
        })
      })
      const port = utilityPort(child)
      return {
        port,
        exited,
        stop: async () => {
          port.close()
          await killLate(exited, () => child.kill())
        },
      }
    },
    startLocalServer: () =>
      startLocalServer({
        ...options,
        // A branch of the executable before any window; `--local-server` comes first, before Chromium's own switches.
        spawn: (args, stdio) => spawn(executable, ['--local-server', ...args], detached(stdio)),
      }),
  }
}
