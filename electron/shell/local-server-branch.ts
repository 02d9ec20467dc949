import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

/** What the bundle of the local server exports. */
interface LocalServerModule {
  runLocalServer(argv: readonly string[]): Promise<void>
}

/**
 * The installed application's executable as the local server: no window, no page, and no Node has to be installed. The
 * bundle is an ES module, which Electron can load since version 28; older ones (tests only) start it by Node.
 */
export async function runLocalServerBranch(argv: readonly string[], dataFolder: string | undefined): Promise<void> {
  // Chromium starts along with every Electron. Its files must not meet those of the window.
  if (dataFolder !== undefined) app.setPath('userData', path.join(dataFolder, 'electron', 'local-server'))
  app.disableHardwareAcceleration()
  app.dock?.hide()
  const bundle = pathToFileURL(path.join(__dirname, '..', 'node', 'local-server.mjs')).href
  const { runLocalServer } = (await import(bundle)) as LocalServerModule
  await runLocalServer(argv)
  app.exit(process.exitCode === undefined ? 0 : Number(process.exitCode))
}
