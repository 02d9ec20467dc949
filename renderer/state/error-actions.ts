import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError } from '../../shared/domain/errors.ts'
import type { Session, SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { describeError } from './describe-error.ts'
import type { ErrorAction } from './error-row.ts'
import type { NoticeAction } from './notices.ts'
import { useStores } from './provider.tsx'
import { findSession } from './sessions.ts'
import type { Stores } from './stores.ts'

/** Where an error is shown: what can be done about it there. */
export interface ErrorPlace {
  /** Does the same once more. */
  readonly retry?: (() => void) | undefined
  /** Reads again what is true now, where that is more than the list of sessions. */
  readonly refresh?: (() => void) | undefined
  readonly session?: SessionRef | undefined
  readonly connectionId?: string | undefined
}

/** An error as it is drawn: `ErrorProblem` and `ErrorLine` of `ui/` take it as it is. */
export interface ShownError {
  readonly title: string
  readonly advice: string
  readonly details?: string
  readonly action?: NoticeAction
}

interface Found {
  readonly stores: Stores
  readonly error: ErrorData
  readonly place: ErrorPlace
  readonly session: Session | undefined
  readonly connectionId: string | undefined
}

/** Each action as what it does in this place; undefined where it cannot be done. */
const deeds: Readonly<Record<ErrorAction, (found: Found) => NoticeAction | undefined>> = {
  retry: ({ place: { retry } }) => retry && { label: 'Try again', onSelect: retry },
  refresh: ({ stores, place: { refresh }, connectionId }) =>
    refresh
      ? { label: 'Refresh', onSelect: refresh }
      : connectionId === undefined
        ? undefined
        : { label: 'Refresh', onSelect: () => void readAgain(stores, connectionId) },
  'sign-in': ({ stores, connectionId }) => connectionForm(stores, connectionId, 'Sign in…'),
  'edit-connection': ({ stores, connectionId }) => connectionForm(stores, connectionId, 'Edit connection…'),
  'check-connection': ({ stores, connectionId }) =>
    connectionId === undefined
      ? undefined
      : { label: 'Check again', onSelect: () => void stores.connections.getState().check(connectionId) },
  'show-connection': ({ stores, connectionId }) =>
    connectionId === undefined
      ? undefined
      : {
          label: 'Show its sandboxes…',
          onSelect: () => stores.dialogs.getState().show({ kind: 'connection', connectionId }),
        },
  resume: ({ stores, session }) =>
    session?.status === 'paused' && !session.progress
      ? { label: 'Resume', onSelect: () => void resume(stores, session) }
      : undefined,
  'get-sandbox': ({ stores, error, session, place }) =>
    session?.status === 'active' &&
    !session.progress &&
    (error.code === 'gone' || session.server?.sandboxId === undefined)
      ? { label: 'Get a sandbox', onSelect: () => void getSandbox(stores, session, place.retry) }
      : undefined,
  'new-session': ({ stores, connectionId }) => ({
    label: 'New session…',
    onSelect: () =>
      stores.dialogs.getState().show({ kind: 'new-session', ...(connectionId === undefined ? {} : { connectionId }) }),
  }),
  limits: ({ stores }) => ({
    label: 'Open limits…',
    onSelect: () => stores.dialogs.getState().show({ kind: 'settings', page: 'storage' }),
  }),
  logs: ({ stores }) => ({ label: 'Open logs…', onSelect: () => stores.dialogs.getState().show({ kind: 'logs' }) }),
}

/** The error in words, with the first action of its line that can be done in this place. */
export function showError(stores: Stores, error: ErrorData, what: string, place: ErrorPlace = {}): ShownError {
  const { title, advice, details, actions } = describeError(error, what)
  const session = findSession(stores.sessions.getState().lists, place.session)
  const connectionId = place.connectionId ?? place.session?.connectionId
  const found: Found = { stores, error, place, session, connectionId }
  const action = actions.map((name) => deeds[name](found)).find((deed) => deed !== undefined)
  return { title, advice, ...(details === undefined ? {} : { details }), ...(action ? { action } : {}) }
}

/** `showError` within a component. */
export function useShowError(): (error: ErrorData, what: string, place?: ErrorPlace) => ShownError {
  const stores = useStores()
  return (error, what, place) => showError(stores, error, what, place)
}

/** An error that has no place of its own, in a toast: nothing for what a person cancelled. */
export function toastError(stores: Stores, thrown: unknown, what: string, place: ErrorPlace = {}): void {
  if (!isAppError(thrown) || thrown.code === 'cancelled') return
  const { title, advice, ...rest } = showError(stores, thrown, what, place)
  stores.notices.getState().toast({ tone: 'err', text: `${title} ${advice}`.trim(), ...rest })
}

function connectionForm(stores: Stores, connectionId: string | undefined, label: string): NoticeAction | undefined {
  const connection = stores.connections.getState().list?.find(({ id }) => id === connectionId)
  if (connection?.kind !== 'server') return undefined
  return {
    label,
    onSelect: () => stores.dialogs.getState().show({ kind: 'connect', connectionId: connection.id }),
  }
}

async function resume(stores: Stores, session: Session): Promise<void> {
  try {
    await stores.sessions.getState().resume(session)
  } catch (thrown) {
    toastError(stores, thrown, `${session.name} was not resumed`, {
      session,
      retry: () => void resume(stores, session),
    })
  }
}

/** The session was active all the time, so that nothing else notices: what failed without a sandbox is done then. */
async function getSandbox(stores: Stores, session: Session, retry: (() => void) | undefined): Promise<void> {
  await stores.sessions.getState().open(session)
  if (stores.sessions.getState().opened.has(sessionKey(session))) retry?.()
}

async function readAgain(stores: Stores, connectionId: string): Promise<void> {
  try {
    await stores.sessions.getState().refresh(connectionId)
  } catch (thrown) {
    toastError(stores, thrown, 'Sessions could not be read', {
      connectionId,
      retry: () => void readAgain(stores, connectionId),
    })
  }
}
