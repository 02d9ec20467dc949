import { spawn } from 'node:child_process'
import path from 'node:path'
import { logChild } from './child-log.ts'
import { endOf, exitOf, killLate } from './end-child.ts'
import type { Launcher, LauncherOptions, VaultChild } from './launcher.ts'
import { pipePort } from './pipe-port.ts'
import { startLocalServer } from './start-local-server.ts'

export interface NodeLauncherOptions extends LauncherOptions {
  /** Node 24 or newer. */
  readonly nodePath: string
}

/** Both children by a Node of their own: development, tests and the browser host. */
export function nodeLauncher({ nodePath, bundles, dataFolder, log }: NodeLauncherOptions): Launcher {
  // A plain Node sees no files inside an asar archive; electron-builder puts the unpacked ones beside it.
  const folder = bundles.replace(/\bapp\.asar(?=[\\/]|$)/, 'app.asar.unpacked')
  const run = (name: string, args: readonly string[]) =>
    spawn(nodePath, [path.join(folder, name), ...args], { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
  return {
    startVault: async (): Promise<VaultChild> => {
      const child = run('vault.mjs', ['--data', dataFolder])
      void logChild(dataFolder, 'vault', child.stderr)
      const exited = exitOf(child)
      const port = pipePort(child.stdout, child.stdin)
      void exited.then(() => {
        port.close()
        log(`The vault ended (${endOf(child)}).`)
      })
      return {
        port,
        exited,
        stop: async () => {
          // The end of its stdin tells it to finish.
          port.close()
          await killLate(exited, () => child.kill('SIGKILL'))
        },
      }
    },
    startLocalServer: () => startLocalServer({ dataFolder, log, spawn: (args) => run('local-server.mjs', args) }),
  }
}
