import type { Launcher } from '../../children/launcher.ts'
import { vaultClient } from '../../children/vault-client.ts'
import { createCore } from '../../core/core.ts'
import type { Host } from '../../core/host.ts'
import type { Log } from '../../core/log.ts'
import { createRecords } from '../../core/records/records.ts'
import type { VaultContract } from '../../vault/contract.ts'
import type { Application } from './application.ts'
import { ending } from './ending.ts'
import { version } from './version.ts'

export interface ApplicationOptions {
  readonly dataFolder: string
  readonly host: Host
  readonly launcher: Launcher
  readonly log: Log
}

/**
 * Starts the core with vault and local server. It answers at once: calls that need a child wait until it runs, so that
 * the window does not.
 */
export function startApplication({ dataFolder, host, launcher, log }: ApplicationOptions): Application {
  const vault = vaultClient<VaultContract>(() => launcher.startVault())
  const records = createRecords(vault)
  let localServerPid: number | undefined
  async function startLocalServer() {
    const started = await launcher.startLocalServer()
    if (started.status === 'failed') return started
    const { pid, gone } = started
    localServerPid = pid
    void gone.then(() => {
      if (localServerPid === pid) localServerPid = undefined
    })
    return started
  }
  const core = createCore({
    dataFolder,
    version,
    host,
    records,
    startLocalServer,
    log,
  })
  log.info('The application started', { version, host: host.kind })
  return {
    serve: (port) => core.serve(port),
    get activeRuns() {
      return core.activeRuns
    },
    get localServerPid() {
      return localServerPid
    },
    close: ending(
      // The core first: what it still writes goes to the vault.
      [() => core.close(), () => vault.close()],
      (error) => log.error('A part of the application did not end cleanly', error),
    ),
  }
}
