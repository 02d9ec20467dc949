import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { OpenDocument } from '../../state/documents-types.ts'
import type { Moved } from '../../state/files-changes.ts'
import type { Stores } from '../../state/stores.ts'

type Documents = Pick<Stores, 'documents'>

function openBelow({ documents }: Documents, session: SessionRef, path: string): readonly OpenDocument[] {
  const open = documents.getState().sessions[sessionKey(session)]
  return Object.values(open?.byId ?? {}).filter((one) => one.path === path || one.path?.startsWith(`${path}/`))
}

/** The first open document of these paths with edits that are not in its file; those belong to the name that it has. */
export function unsavedBelow(stores: Documents, session: SessionRef, paths: readonly string[]): string | undefined {
  return paths.flatMap((path) => openBelow(stores, session, path)).find(({ dirty }) => dirty)?.title
}

/** Open documents go where their files went. */
export function followMoved(stores: Documents, session: SessionRef, moves: readonly Moved[]): void {
  const { documents } = stores
  for (const { from, to } of moves) {
    const open = openBelow(stores, session, from)
    const front = documents.getState().sessions[sessionKey(session)]?.active
    documents.getState().pathDeleted(session, from)
    const places = open.flatMap(({ id, path }) =>
      path === undefined ? [] : [{ id, to: to + path.slice(from.length) }],
    )
    // The one in front last: what is opened comes to the front.
    for (const place of places.sort((a, b) => Number(a.id === front) - Number(b.id === front)))
      documents.getState().openFile(session, place.to)
  }
}
