import type { Port } from '../../shared/wire/port.ts'
import { messagePort } from './message-port.ts'

/** All that the preload gives to the page. */
interface Bridge {
  requestPort(): void
}

declare global {
  interface Window {
    /** There in Electron alone. */
    readonly cloudSandbox?: Bridge
  }
}

/** Are we in Electron's window? */
export function electronBridge(): Bridge | undefined {
  return window.cloudSandbox
}

/**
 * Asks main for a port and hands on each one that comes. Only a message of this very window counts, with the words that
 * the preload uses: any other frame or window could send one too.
 */
export function linkToElectron(bridge: Bridge, attach: (port: Port) => void): { readonly again: () => void } {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window || event.origin !== window.location.origin) return
    if (event.data !== 'cloud-sandbox:wire') return
    const [channel] = event.ports
    if (channel) attach(messagePort(channel))
  })
  bridge.requestPort()
  return { again: () => bridge.requestPort() }
}
