import { socketPath } from '../children/endpoint.ts'
import type { Application } from './application/application.ts'
import { claimInstance } from './application/claim-instance.ts'
import { ending } from './application/ending.ts'
import type { InstanceAnswer } from './application/instance-protocol.ts'
import { unmetWish } from './application/instance-protocol.ts'
import { later } from './application/later.ts'
import type { BrowserHostArguments } from './host-arguments.ts'
import { isOwnUser } from './peer-user.ts'
import { socketPort } from './socket-port.ts'
import type { WindowServer } from './window-server.ts'
import { openWindowServer } from './window-server.ts'

export interface BrowserHostOptions extends BrowserHostArguments {
  /** Folder of the built window. */
  readonly pageFolder: string
  /** Called once, when this start is the one of its data folder. Does not wait for the children it starts. */
  readonly start: () => Application
  /** Takes lines for standard output. */
  readonly print: (line: string) => void
  readonly openBrowser: (address: string) => void
  /** Told what failed while it ended. */
  readonly onFailure: (error: unknown) => void
}

/** A browser host that runs. */
export interface BrowserHost {
  /** Ends the wires, then the application. May be called twice. */
  close(): Promise<void>
}

/**
 * Serves the window, or brings the one that runs on this data folder forward and answers undefined. The address is
 * printed as `Cloud Sandbox Desktop: http://127.0.0.1:PORT/#token=…`.
 * @throws AppError, PortTakenError: their messages are sentences for the person
 */
export async function runBrowserHost(options: BrowserHostOptions): Promise<BrowserHost | undefined> {
  const { dataFolder, pageFolder, port, onFailure } = options
  // A second start may ask while this one is still opening its port.
  const listening = later<WindowServer>()
  let closing = false
  const claim = await claimInstance(await socketPath(dataFolder, 'window'), async () => {
    const server = await listening.promise
    if (closing) throw new Error('This start is ending')
    return { address: server.newAddress(), runtime: options.runtime }
  })
  if (!claim.first) {
    tellOfRunning(claim.answer, options)
    return undefined
  }
  let application: Application | undefined
  try {
    const server = await openWindowServer({
      pageFolder,
      port,
      isOwnUser,
      // Before the application is there nobody has an address, so nobody gets this far.
      onWire: (socket) => (application === undefined ? socket.close() : application.serve(socketPort(socket))),
    })
    application = options.start()
    const end = ending([() => server.close(), () => application?.close(), () => claim.release()], onFailure)
    listening.resolve(server)
    tell(server.newAddress(), options)
    return {
      close() {
        if (!closing) tellOfLocalServer(application, options)
        closing = true
        return end()
      },
    }
  } catch (error) {
    await claim.release()
    throw error
  }
}

function tellOfRunning(answer: InstanceAnswer, options: BrowserHostOptions): void {
  if ('address' in answer) tell(answer.address, options)
  else options.print('Cloud Sandbox Desktop runs already on this data folder. Its window was brought forward.')
  const unmet = unmetWish(answer, options.runtime)
  if (unmet !== undefined) options.print(unmet)
}

/** It outlives us, with what runs in its sandboxes: who wants it to end has to know its process. */
function tellOfLocalServer(application: Application | undefined, { print }: BrowserHostOptions): void {
  const pid = application?.localServerPid
  if (pid === undefined) return
  print(
    `The server for sandboxes on this computer goes on (process ${pid}). It ends by itself 10 minutes after its last client, run and held sandbox.`,
  )
}

function tell(address: string, { print, open, openBrowser }: BrowserHostOptions): void {
  print(`Cloud Sandbox Desktop: ${address}`)
  if (open) openBrowser(address)
}
