import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { BrowserWindow } from 'electron'
import { app, nativeTheme, protocol, safeStorage, screen, session, shell, utilityProcess } from 'electron'
import { claimInstance } from '../browser-host/application/claim-instance.ts'
import { defaultDataFolder } from '../browser-host/application/default-data-folder.ts'
import { ending } from '../browser-host/application/ending.ts'
import { later } from '../browser-host/application/later.ts'
import { startApplication } from '../browser-host/application/start-application.ts'
import { version } from '../browser-host/application/version.ts'
import { chooseLauncher } from '../children/choose-launcher.ts'
import { socketPath } from '../children/endpoint.ts'
import { openLogFile } from '../children/log-file.ts'
import type { Log } from '../core/log.ts'
import { createLog } from '../core/log.ts'
import { answerAppRequest } from './app-protocol.ts'
import { ApplicationMenu } from './application-menu.ts'
import { childrenNode } from './children-node.ts'
import { electronHost } from './electron-host.ts'
import { electronKeystore } from './electron-keystore.ts'
import { endInOrder } from './end-in-order.ts'
import { guardClose } from './guard-close.ts'
import { guardContents } from './guard-contents.ts'
import { guardSession } from './guard-session.ts'
import type { Crashes } from './handle-crashes.ts'
import { handleCrashes } from './handle-crashes.ts'
import { KeptWindow, keepWindow } from './keep-window.ts'
import { logFaults } from './log-faults.ts'
import { openWire } from './open-wire.ts'
import { ownExecutable } from './own-executable.ts'
import { appScheme } from './own-page.ts'
import { askSavePath, askToLeave, askToQuit } from './questions.ts'
import { tellOfRunning } from './second-start.ts'
import type { ShellArguments } from './shell-arguments.ts'
import { bringForward, createWindow, loadPage } from './window.ts'
import { placeOnScreens } from './window-state.ts'
import { WindowZoom } from './window-zoom.ts'

/** The folder of all bundles: this file becomes a part of `out/main/main.cjs`. */
const out = path.join(__dirname, '..')

type WindowWishes = Extract<ShellArguments, { kind: 'window' }>

/**
 * The product: one window of Electron over the core. Resolves when the page is loaded, or when the window that runs
 * already on this data folder has come forward.
 */
export async function runShell(wishes: WindowWishes): Promise<void> {
  const system = { platform: process.platform, environment: process.env, home: homedir() }
  const dataFolder = wishes.dataFolder ?? defaultDataFolder(system)
  keepChromiumIn(dataFolder)
  const opened = later<BrowserWindow>()
  const claim = await claimInstance(await socketPath(dataFolder, 'window'), async () => {
    // Throws when it is closed already: the one who asks waits until this process has ended.
    bringForward(await opened.promise)
    return { shown: true, runtime: wishes.runtime }
  })
  if (!claim.first) return await tellOfRunning(claim.answer, wishes.runtime)

  const logFile = openLogFile(dataFolder, 'main')
  const log = createLog((line) => logFile.write(`${line}\n`))
  logFaults(log)
  let window: BrowserWindow | undefined
  let crashes: Crashes | undefined
  const kept = new KeptWindow(dataFolder, log)
  const zoom = new WindowZoom(kept.state.zoom, (factor) => kept.change({ zoom: factor }))
  const menu = new ApplicationMenu()
  const application = startApplication({
    dataFolder,
    host: electronHost({
      platform: process.platform,
      openExternal: (url) => shell.openExternal(url),
      keystore: electronKeystore({ platform: process.platform, ready: app.whenReady(), storage: safeStorage }),
      zoom,
      menu,
      isAfterCrash: () => crashes?.isAfterCrash() ?? false,
      hasScreenReader: () => app.isAccessibilitySupportEnabled(),
      askSavePath: (name) => askSavePath(window?.isDestroyed() === false ? window : undefined, name),
      window: () => (window?.isDestroyed() === false ? window : undefined),
    }),
    launcher: launcherFor(dataFolder, wishes.runtime, log),
    log,
  })
  const onFailure = (error: unknown) => log.error('The application did not end cleanly', error)
  endInOrder(ending([() => application.close(), () => claim.release()], onFailure))

  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, (what) => log.warn(`The page was refused ${what}`)),
  )
  await app.whenReady()
  const development = !app.isPackaged
  guardSession(session.defaultSession, development)
  servePage(path.join(out, 'renderer'))
  menu.install()
  const { place, maximised, fullScreen } = kept.state
  const opening = createWindow({
    platform: process.platform,
    dark: nativeTheme.shouldUseDarkColors,
    preload: path.join(out, 'main', 'preload.cjs'),
    ...(place ? { place: placeOnScreens(place, screens()) } : {}),
    maximised,
    fullScreen,
    development,
    leaveAnyway: askToLeave,
  })
  window = opening
  keepWindow(opening, kept)
  zoom.attach(opening.webContents)
  guardClose(
    opening,
    () => application.activeRuns,
    (count) => askToQuit(opening, count),
  )
  openWire(opening, application, log)
  crashes = handleCrashes(opening, log)
  opened.resolve(opening)
  await loadPage(opening).catch((error) => {
    // A page that crashed while it loaded is loaded again by handleCrashes; this is no reason to end everything.
    log.error('The page could not be loaded', error)
    if (!opening.isDestroyed()) opening.show()
  })
}

/** Chromium's own files lie below the data folder, so that two data folders share nothing. Before it is ready. */
function keepChromiumIn(dataFolder: string): void {
  const folder = path.join(dataFolder, 'electron')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
  app.setPath('crashDumps', path.join(folder, 'crashes'))
}

function launcherFor(dataFolder: string, runtime: WindowWishes['runtime'], log: Log) {
  const nodePath = childrenNode({
    isPackaged: app.isPackaged,
    appFolder: app.getAppPath(),
    environment: process.env,
    globals: globalThis,
  })
  return chooseLauncher({
    bundles: path.join(out, 'node'),
    dataFolder,
    version,
    runtime,
    log: (line) => log.info(line),
    electron: { fork: utilityProcess.fork, executable: ownExecutable(process.execPath, process.env) },
    ...(nodePath === undefined ? {} : { nodePath }),
  })
}

function servePage(root: string): void {
  protocol.handle(appScheme, async ({ url, method }) => {
    const { status, headers, body } = await answerAppRequest(root, { url, method })
    return new Response(body, { status, headers })
  })
}

/** Work areas, the main screen's first. */
function screens() {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  return [main, ...others].map(({ workArea }) => workArea)
}
