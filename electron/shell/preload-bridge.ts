import type { Bridge } from './bridge.ts'
import { bridgeName, wireChannel, wireMessage } from './bridge.ts'

/** The parts of Electron and of the page that the preload uses. */
export interface PreloadSystem {
  readonly expose: (name: string, bridge: Bridge) => void
  readonly ipc: {
    send(channel: string): void
    on(channel: string, listener: (event: { readonly ports: readonly MessagePortLike[] }) => void): unknown
  }
  readonly page: {
    readonly location: { readonly origin: string }
    postMessage(message: string, targetOrigin: string, transfer: readonly MessagePortLike[]): void
  }
}

/** A port on its way; nothing is called on it here. */
export type MessagePortLike = object

/**
 * Gives the page one function, which takes nothing and answers nothing, and passes each port on to it. Events of
 * Electron stay here: through them a page could reach `sender` and with it every channel.
 */
export function setUpBridge({ expose, ipc, page }: PreloadSystem): void {
  expose(bridgeName, {
    requestPort() {
      // Nothing of what it is given or answers goes through.
      ipc.send(wireChannel)
    },
  })
  ipc.on(wireChannel, ({ ports }) => page.postMessage(wireMessage, page.location.origin, [...ports]))
}
