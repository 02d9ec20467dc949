import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAppError } from '../../shared/domain/errors.ts'
import { openLogFile } from '../children/log-file.ts'
import { nodeLauncher } from '../children/node-launcher.ts'
import { noKeystore } from '../core/host.ts'
import { createLog } from '../core/log.ts'
import { bounded } from './application/ending.ts'
import { platformName } from './application/platform-name.ts'
import { startApplication } from './application/start-application.ts'
import { version } from './application/version.ts'
import { parseHostArguments } from './host-arguments.ts'
import { openBrowser } from './open-browser.ts'
import { runBrowserHost } from './run-browser-host.ts'
import { PortTakenError } from './window-server.ts'

/** Longest time for an orderly end, ms; after it the program ends as it is. */
const endingTime = 15_000

/** Where the bundles lie: this file is `out/node/browser-host.mjs`. */
const bundles = path.dirname(fileURLToPath(import.meta.url))

async function main(): Promise<void> {
  // The terminal may be closed before us.
  process.stdout.on('error', () => {})
  const wishes = parseHostArguments(process.argv.slice(2))
  const { dataFolder, runtime } = wishes
  const logFile = openLogFile(dataFolder, 'main')
  const log = createLog((line) => logFile.write(`${line}\n`))
  const running = runBrowserHost({
    ...wishes,
    pageFolder: path.join(bundles, '..', 'renderer'),
    start: () =>
      startApplication({
        dataFolder,
        host: {
          kind: 'browser',
          platform: platformName(process.platform),
          openExternal: (url) => openBrowser(url),
          // A server without a desktop has none: what is secret stays in memory.
          keystore: noKeystore,
        },
        launcher: nodeLauncher({
          nodePath: process.execPath,
          bundles,
          dataFolder,
          version,
          runtime,
          log: (line) => log.info(line),
        }),
        log,
      }),
    print: (line) => process.stdout.write(`${line}\n`),
    openBrowser: (address) =>
      // Nobody asked for a display: the address is printed for that.
      void openBrowser(address).catch((error) => log.warn(error.message)),
    onFailure: (error) => log.error('The browser host did not end cleanly', error),
  })
  // Before the address is printed: whoever has read it may end us at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      const end = running.then(
        (host) => host?.close(),
        () => undefined,
      )
      void bounded(end, endingTime).then(() => process.exit(0))
    })
  }
  await running
}

main().catch((error: unknown) => {
  const isSentence = isAppError(error) || error instanceof PortTakenError
  process.stderr.write(`${isSentence ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
  process.exit(1)
})
