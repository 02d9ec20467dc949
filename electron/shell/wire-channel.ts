import type { Port } from '../../shared/wire/port.ts'
import { wireChannel } from './bridge.ts'
import type { SenderFrame } from './trusted-sender.ts'
import { isTrustedSender } from './trusted-sender.ts'

/** A frame that can be sent a port. */
export interface WireFrame<Remote> extends SenderFrame {
  postMessage(channel: string, message: unknown, transfer: Remote[]): void
}

/** The window's contents, as far as the wire needs them. */
export interface WireContents<Remote> {
  readonly mainFrame: WireFrame<Remote> | null
  on(event: 'render-process-gone' | 'destroyed', listener: () => void): unknown
}

export interface WireChannelOptions<Remote> {
  readonly ipc: { on(channel: string, listener: (event: { senderFrame: WireFrame<Remote> | null }) => void): unknown }
  readonly contents: WireContents<Remote>
  /** A new pair: the end that main keeps, and the one that goes to the page. */
  readonly openChannel: () => { readonly local: Port; readonly remote: Remote }
  /** Takes main's end of each wire. */
  readonly serve: (port: Port) => void
  /** Told of every refused request. */
  readonly onRefused: (url: string | undefined) => void
}

/**
 * Answers the page's request for a wire. Each load of the page gets a new one; the one before ends when the page asks
 * once more or its process goes, and by itself when the page is loaded again: then its end of the port is gone. (No event
 * of a navigation is listened to: `did-start-navigation` also comes for one that is refused, and the page stays.)
 */
export function setUpWireChannel<Remote>(options: WireChannelOptions<Remote>): void {
  const { ipc, contents, openChannel, serve, onRefused } = options
  let current: Port | undefined
  const end = () => {
    current?.close()
    current = undefined
  }
  ipc.on(wireChannel, ({ senderFrame }) => {
    if (senderFrame === null || !isTrustedSender(senderFrame, contents.mainFrame)) return onRefused(senderFrame?.url)
    end()
    const { local, remote } = openChannel()
    current = local
    serve(local)
    // To this frame, not to the contents: a page that came in between must not get the port.
    senderFrame.postMessage(wireChannel, null, [remote])
  })
  contents.on('render-process-gone', end)
  contents.on('destroyed', end)
}
