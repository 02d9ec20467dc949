import type { Session } from 'electron'
import { mayRequest } from './navigation-policy.ts'
import { mayHave } from './permission-policy.ts'

/** The parts of a session that are guarded. */
export type GuardedSession = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'
> & {
  readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'>
  on(event: 'will-download', listener: (event: { preventDefault(): void }) => void): unknown
}

/**
 * Gives the pages of a session nothing but themselves: no permission but copying, no device, no network, no download.
 * @param development allows Electron's developer tools
 */
export function guardSession(session: GuardedSession, development: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, callback, { isMainFrame, requestingUrl }) =>
    callback(mayHave(permission, { url: requestingUrl, isMainFrame })),
  )
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, { isMainFrame }) =>
    mayHave(permission, { url: requestingOrigin, isMainFrame }),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !mayRequest(url, development) }))
  session.on('will-download', (event) => event.preventDefault())
  session.setSpellCheckerEnabled(false)
}
