import type { AppContract } from '../../shared/contract/index.ts'
import { textOf } from '../../shared/domain/file.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { Arrivals } from './documents-arrivals.ts'
import type { DocumentTable } from './documents-table.ts'
import { without } from './without.ts'

/** Reads files into their open documents, as far as their session can be asked. */
export interface DocumentReading {
  /** Reads it now, whatever was read before. */
  read(session: SessionRef, id: string): Promise<void>
  /** The tab in front, what was read before, and what has a draft: those can be wrong on the screen. */
  readShown(session: SessionRef): Promise<void>
  /** Reads a document that comes to the front for the first time. */
  readIfNew(session: SessionRef, id: string): void
  isLive(session: SessionRef): boolean
  setLive(session: SessionRef, isLive: boolean): void
}

export function createDocumentReading(
  client: Client<AppContract>,
  table: DocumentTable,
  arrivals: Arrivals,
): DocumentReading {
  const { document: documentOf, inner: innerOf, ofSession, patch } = table
  const live = new Set<string>()
  const isLive = (session: SessionRef) => live.has(sessionKey(session))

  async function read(session: SessionRef, id: string): Promise<void> {
    const inner = innerOf(session, id)
    const path = documentOf(session, id)?.path
    if (!inner || path === undefined) return
    inner.reading += 1
    const reading = inner.reading
    inner.abort = new AbortController()
    const { signal } = inner.abort
    const isLate = () => innerOf(session, id) !== inner || inner.reading !== reading
    if (documentOf(session, id)?.load.name !== 'ready')
      patch(session, id, (document) => ({ ...document, load: { name: 'loading', since: Date.now() } }))
    try {
      const file = await client.call('files.read', { session, path }, { signal })
      if (isLate()) return
      const text = textOf(file.bytes)
      patch(session, id, (document) => without(document, 'readError'))
      if (text === undefined) arrivals.notText(session, id, inner, file)
      else arrivals.text(session, id, inner, { sha256: file.sha256, modifiedAt: file.modifiedAt, text })
    } catch (thrown) {
      if (isLate()) return
      arrivals.failed(session, id, inner, thrown)
      if (!isLive(session)) forgetGone(session, id)
    }
  }

  /** Its session was paused or ended meanwhile: that its sandbox went with it is no failure of the document. */
  function forgetGone(session: SessionRef, id: string): void {
    const document = documentOf(session, id)
    if (document?.readError?.code === 'gone') patch(session, id, (now) => without(now, 'readError'))
    if (document?.load.name === 'failed' && document.load.error.code === 'gone')
      patch(session, id, (now) => ({ ...now, load: { name: 'unread' } }))
  }

  async function readShown(session: SessionRef): Promise<void> {
    const { order, active, byId } = ofSession(session)
    const shown = order.filter((id) => id === active || byId[id]?.load.name !== 'unread')
    await Promise.all(shown.map((id) => read(session, id)))
  }

  return {
    read,
    readShown,
    isLive,

    readIfNew(session, id) {
      if (isLive(session) && documentOf(session, id)?.load.name === 'unread') void read(session, id)
    },

    setLive(session, nowLive) {
      if (!nowLive) {
        live.delete(sessionKey(session))
        for (const id of ofSession(session).order) forgetGone(session, id)
      } else if (!isLive(session)) {
        live.add(sessionKey(session))
        if (ofSession(session).state === 'ready') void readShown(session)
      }
    },
  }
}
