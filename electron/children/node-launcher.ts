import { spawn } from 'node:child_process'
import path from 'node:path'
import { logChild } from './child-log.ts'
import { endOf, exitOf, killLate } from './end-child.ts'
import type { Launcher, LauncherOptions, VaultChild } from './launcher.ts'
import { pipePort } from './pipe-port.ts'
import { detached, startLocalServer } from './start-local-server.ts'

export interface NodeLauncherOptions extends LauncherOptions {
  /** Node 24 or newer. */
  readonly nodePath: string
}

/** Both children by a Node of their own: development, tests and the browser host. */
export function nodeLauncher(options: NodeLauncherOptions): Launcher {
  const { nodePath, bundles, dataFolder, log } = options
  // A plain Node sees no files inside an asar archive; electron-builder puts the unpacked ones beside it.
  const folder = bundles.replace(/\bapp\.asar(?=[\\/]|$)/, 'app.asar.unpacked')
  return {
    startVault: async (): Promise<VaultChild> => {
      const child = spawn(nodePath, [path.join(folder, 'vault.mjs'), '--data', dataFolder], {
        stdio: ['pipe', 'pipe', 'pipe'],
        windowsHide: true,
      })
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
    startLocalServer: () =>
      startLocalServer({
        ...options,
        spawn: (args, stdio) => spawn(nodePath, [path.join(folder, 'local-server.mjs'), ...args], detached(stdio)),
      }),
  }
}
