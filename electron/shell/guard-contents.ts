import { mayNavigate } from './navigation-policy.ts'

/** An event that can be stopped. */
interface Preventable {
  preventDefault(): void
}

/** Fields that `will-frame-navigate` has, and that newer versions give the other two as well. */
interface NavigationEvent extends Preventable {
  readonly url?: string
  readonly isMainFrame?: boolean
}

/** Web contents, as far as they are guarded. */
export interface GuardedContents {
  on(event: 'will-navigate', listener: (event: NavigationEvent, url: string) => void): unknown
  on(event: 'will-frame-navigate', listener: (event: NavigationEvent) => void): unknown
  on(event: 'will-redirect' | 'will-attach-webview', listener: (event: Preventable) => void): unknown
  setWindowOpenHandler(handler: () => { action: 'deny' }): void
}

/**
 * Keeps web contents where they are: no navigation away, no redirect, no second window, no guest. Called for every
 * contents that is ever made, ours or not.
 * @param onRefused told what was refused, without the address: it may hold what somebody typed
 */
export function guardContents(contents: GuardedContents, onRefused: (what: string) => void): void {
  const refuse = (event: Preventable, what: string) => {
    event.preventDefault()
    onRefused(what)
  }
  contents.on('will-navigate', (event, url) => {
    // A form of this event without the argument is refused: an address that is not known is not ours.
    if (!mayNavigate({ url: event.url ?? url ?? '', isMainFrame: event.isMainFrame ?? true })) {
      refuse(event, 'a navigation')
    }
  })
  contents.on('will-frame-navigate', (event) => {
    if (!mayNavigate({ url: event.url ?? '', isMainFrame: event.isMainFrame ?? false })) {
      refuse(event, 'a navigation of a frame')
    }
  })
  // Our own protocol never redirects.
  contents.on('will-redirect', (event) => refuse(event, 'a redirect'))
  contents.on('will-attach-webview', (event) => refuse(event, 'a webview'))
  contents.setWindowOpenHandler(() => {
    onRefused('a new window')
    return { action: 'deny' }
  })
}
