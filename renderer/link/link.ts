import type { AppContract } from '../../shared/contract/index.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { Refusal } from './browser-link.ts'
import { linkToBrowserHost, signIn } from './browser-link.ts'
import type { LinkEvent } from './durable-client.ts'
import { durableClient } from './durable-client.ts'
import { electronBridge, linkToElectron } from './electron-link.ts'

export type { Refusal } from './browser-link.ts'

/** The window's way to its program, whichever host it has. */
export interface Link {
  readonly client: Client<AppContract>
  /** Tries to reach it now instead of at the next try. */
  readonly again: () => void
}

interface Listener {
  readonly onEvent: (event: LinkEvent) => void
  /** The window cannot be used: a page says how to get another address. */
  readonly onRefused: (refusal: Refusal) => void
}

/** Opens the link; the client can be used at once. */
export function openLink({ onEvent, onRefused }: Listener): Link {
  const bridge = electronBridge()
  let again = () => {}
  const client = durableClient<AppContract>((event) => {
    onEvent(event)
    // Electron's main gives a new port when asked; a browser's socket is opened again by its own link.
    if (event === 'lost' && bridge) again()
  })
  if (bridge) {
    const link = linkToElectron(bridge, client.attach)
    again = link.again
  } else {
    const fetch = window.fetch.bind(window)
    const page = { location: window.location, history: window.history, fetch }
    void signIn(page).then((refusal) => {
      if (refusal) return onRefused(refusal)
      again = linkToBrowserHost({ attach: client.attach, onRefused, fetch }).again
      // A new address in the tab of an old window changes the hash alone: the page stays, with all that is typed in it.
      window.addEventListener('hashchange', () => void signIn(page).then(() => again()))
    })
  }
  return { client, again: () => again() }
}
