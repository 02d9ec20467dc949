import type { AppContract } from '../../shared/contract/index.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { DocumentContent } from './documents-content.ts'
import type { Keeper } from './documents-keeper.ts'
import type { DocumentReading } from './documents-reading.ts'
import type { DocumentTable } from './documents-table.ts'
import { takeApart } from './documents-text.ts'
import type { DocumentQuestion } from './documents-types.ts'
import { without } from './without.ts'

interface Options {
  readonly client: Client<AppContract>
  readonly table: DocumentTable
  readonly content: DocumentContent
  readonly keeper: Keeper
  readonly reading: DocumentReading
  /** A scratch cell has no path yet. */
  ask(question: DocumentQuestion): void
}

/** Writes documents to their files. Nothing is overwritten that was not seen before. */
export interface DocumentSaving {
  /** A scratch cell asks for a path first. Resolves with whether it is saved. */
  save(session: SessionRef, id: string): Promise<boolean>
  saveAll(session: SessionRef): Promise<void>
  /** Writes over the version `expected`, null where no file may be. A conflict shows in the document. */
  write(session: SessionRef, id: string, expected: string | null): Promise<boolean>
}

export function createDocumentSaving({ client, table, content, keeper, reading, ask }: Options): DocumentSaving {
  const { document: documentOf, inner: innerOf, patch } = table

  async function write(session: SessionRef, id: string, expected: string | null): Promise<boolean> {
    const inner = innerOf(session, id)
    const document = documentOf(session, id)
    if (!inner || document?.path === undefined || document.load.name !== 'ready' || document.saving) return false
    const text = content.whole(inner)
    patch(session, id, (now) => ({ ...without(now, 'saveError'), saving: true }))
    try {
      const bytes = new TextEncoder().encode(text)
      const version = await client.call('files.write', { session, path: document.path, bytes, expected })
      inner.base = { sha256: version.sha256, text }
      // The form's own memory of line ends follows what is in the file now.
      inner.form = takeApart(text).form
      patch(session, id, (now) => ({
        ...without(now, 'conflict', 'readError'),
        saving: false,
        dirty: content.whole(inner) !== text,
      }))
      keeper.edited(session, id)
      return true
    } catch (thrown) {
      const error = toErrorData(thrown)
      patch(session, id, (now) => ({
        ...now,
        saving: false,
        ...(error.code === 'conflict' ? {} : { saveError: error }),
      }))
      // Reading tells what is there now, and makes the notice.
      if (isAppError(thrown, 'conflict')) await reading.read(session, id)
      return false
    }
  }

  async function save(session: SessionRef, id: string): Promise<boolean> {
    const document = documentOf(session, id)
    if (!document) return false
    if (document.path === undefined) {
      ask({ kind: 'save-as', session, id })
      return false
    }
    if (document.conflict) return false
    return await write(session, id, innerOf(session, id)?.base?.sha256 ?? null)
  }

  return {
    write,
    save,
    async saveAll(session) {
      const { order, byId } = table.ofSession(session)
      await Promise.all(order.filter((id) => byId[id]?.dirty).map((id) => save(session, id)))
    },
  }
}
