import type { Stores } from './stores.ts'

/** Says whether something got onto the clipboard: what did not is told to everybody, what did to those who cannot see it. */
export function sayCopied({ notices }: Pick<Stores, 'notices'>): (copied: boolean) => void {
  return (copied) => {
    if (copied) notices.getState().announce('Copied')
    else
      notices
        .getState()
        .toast({ tone: 'err', text: 'Nothing was copied. The system refused the clipboard to this window.' })
  }
}
