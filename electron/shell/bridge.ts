/** Names that main and the preload share. There is one channel, and it carries nothing but the request for a port. */

/** Preload → main: a page asks for the wire. Main → preload: here is its port. */
export const wireChannel = 'wire'

/** The name of the bridge in the page. */
export const bridgeName = 'cloudSandbox'

/** The message with which the page gets the port (`event.ports[0]`). */
export const wireMessage = 'cloud-sandbox:wire'

/** All that the page gets of Electron. */
export interface Bridge {
  /** Asks for a new wire; the port arrives as a `message` event of the window. Each port replaces the one before. */
  requestPort(): void
}
