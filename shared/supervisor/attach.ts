/** What both ends of `attach/1` agree on; `attach-1.md` says what it means. */

/** The WebSocket's subprotocol. */
export const attachProtocol = 'attach.1'

/** Why a server closed an attachment, beside the codes that every WebSocket has. */
export const attachClose = {
  /** The sandbox ended, was restarted, or is another person's now. Its processes are no more. */
  ended: 4001,
  /** The client sent what is no request. */
  broken: 4002,
  /** The client left too much unread. */
  slow: 4003,
} as const

/** Of one message from a client; a server's answers may be larger. */
export const attachLimits = {
  headerBytes: 4 * 1024 * 1024,
  bodyBytes: 1024 * 1024,
  /** Requests that one attachment may have under way, follows with them. */
  requests: 1024,
} as const

/** @returns the path below the server's origin. */
export function attachPath(sandboxId: string): string {
  return `/api/v1/sandbox/${encodeURIComponent(sandboxId)}/attach`
}
