import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { AppInfo } from '../../shared/domain/app-info.ts'
import { fail, isAppError } from '../../shared/domain/errors.ts'
import type { MenuSection } from '../../shared/domain/menu.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { Page } from './attend.ts'
import { attend } from './attend.ts'
import { watch } from './watch.ts'

/** The program that the window belongs to. */
export interface AppInfoState {
  readonly info?: AppInfo
  load(): Promise<void>
  /** Tells main while this page can be seen, until `signal` aborts: servers are asked for news only then. */
  attend(page: Page, signal: AbortSignal): Promise<void>
  /**
   * Opens a web address that the person was asked about, in the person's own browser. Rejects with `AppError`: `refused`
   * for an address that may not be opened.
   */
  openExternal(url: string): Promise<void>
  /** Puts this into the system's menu, in place of what was there. Of no weight: it never rejects. */
  showMenu(sections: readonly MenuSection[]): Promise<void>
  /** Ids of entries of that menu as they are chosen, until `signal` aborts: then the menu loses them. */
  followMenu(signal: AbortSignal, onChosen: (id: string) => void): Promise<void>
  /** Tells the system its colours of the frame. Of no weight: it never rejects. */
  setFrameColours(background: string, symbols: string): Promise<void>
}

export type AppInfoStore = StoreApi<AppInfoState>

/** Opens an address in a new tab that cannot reach back to this window. */
export type TabOpener = (url: string) => void

export function createAppInfoStore(client: Client<AppContract>, openTab: TabOpener): AppInfoStore {
  return createStore<AppInfoState>()((set, get) => ({
    async load() {
      try {
        set({ info: await client.call('app.info', undefined) })
      } catch (thrown) {
        if (!isAppError(thrown)) throw thrown
      }
    },
    attend: (page, signal) => attend(client, page, signal),
    async showMenu(sections) {
      try {
        await client.call('app.showMenu', { sections })
      } catch (thrown) {
        if (!isAppError(thrown)) throw thrown
      }
    },
    followMenu: (signal, onItem) => watch(client, 'app.menuChoices', undefined, { signal, onItem }),
    async openExternal(url) {
      // The host's opener acts on the host's computer, and the person may sit at another one. Nothing is awaited before:
      // a browser allows a new tab only within the click that asks for it.
      if (get().info?.host === 'browser') openTab(webAddress(url))
      else await client.call('app.openExternal', { url })
    },
    async setFrameColours(background, symbols) {
      try {
        await client.call('app.frameColours', { background, symbols })
      } catch (thrown) {
        if (!isAppError(thrown)) throw thrown
      }
    },
  }))
}

/** The address as the parser wrote it again, so that what was judged is what is opened. */
function webAddress(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw fail('refused', 'This is not a whole web address.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw fail('refused', 'Only addresses that begin with https or http are opened.')
  if (url.username !== '' || url.password !== '')
    throw fail('refused', 'An address with a user name or password in it is not opened: it can hide its real host.')
  return url.href
}
