import { isOwnPage } from './own-page.ts'

/** A frame, as far as the check looks at it. */
export interface SenderFrame {
  readonly url: string
  readonly parent: unknown
}

/**
 * Whether a message comes from the window's own page: its main frame, and nothing else loaded in it. A frame that has
 * gone (null) is refused: nobody can say any more what it was.
 *
 * @param senderFrame of the event
 * @param mainFrame of the window's contents now
 */
export function isTrustedSender(
  senderFrame: SenderFrame | null | undefined,
  mainFrame: SenderFrame | null | undefined,
): boolean {
  return (
    senderFrame !== null &&
    senderFrame !== undefined &&
    senderFrame === mainFrame &&
    senderFrame.parent === null &&
    isOwnPage(senderFrame.url)
  )
}
