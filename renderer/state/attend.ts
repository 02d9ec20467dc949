import type { AppContract } from '../../shared/contract/index.ts'
import type { Client } from '../../shared/wire/client.ts'
import { watch } from './watch.ts'

/** The parts of a document that tell whether it can be seen. */
export type Page = Pick<Document, 'visibilityState' | 'hasFocus' | 'addEventListener' | 'removeEventListener'> & {
  readonly defaultView: Pick<Window, 'addEventListener' | 'removeEventListener'> | null
}

/** Reads `app.attend` while the page is visible, and anew when it gets the focus. Resolves once `signal` aborts. */
export async function attend(client: Client<AppContract>, page: Page, signal: AbortSignal): Promise<void> {
  let present: AbortController | undefined

  function change(): void {
    const before = present
    present = undefined
    if (page.visibilityState === 'visible' && !signal.aborted) {
      present = new AbortController()
      void watch(client, 'app.attend', { focused: page.hasFocus() }, { signal: present.signal, onItem: () => {} })
    }
    // After the new one: in between the window would count as hidden.
    before?.abort()
  }

  const view = page.defaultView
  page.addEventListener('visibilitychange', change)
  view?.addEventListener('focus', change)
  change()
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  page.removeEventListener('visibilitychange', change)
  view?.removeEventListener('focus', change)
  change()
}
