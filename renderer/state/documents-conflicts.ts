import type { AppContract } from '../../shared/contract/index.ts'
import { textOf } from '../../shared/domain/file.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { Arrivals } from './documents-arrivals.ts'
import type { DocumentClosing } from './documents-closing.ts'
import type { DocumentContent } from './documents-content.ts'
import type { Keeper } from './documents-keeper.ts'
import type { DocumentSaving } from './documents-saving.ts'
import type { DocumentTable } from './documents-table.ts'
import { without } from './without.ts'

interface Options {
  readonly client: Client<AppContract>
  readonly table: DocumentTable
  readonly content: DocumentContent
  readonly arrivals: Arrivals
  readonly keeper: Keeper
  readonly saving: DocumentSaving
  readonly closing: DocumentClosing
}

/**
 * Carries out what the person decided on a conflict. mine: writes the edits over what was seen there. theirs: takes what
 * is there now; undo brings the edits back.
 */
export type ResolveConflict = (session: SessionRef, id: string, take: 'mine' | 'theirs') => Promise<void>

export function createResolveConflict(options: Options): ResolveConflict {
  const { client, table, content, arrivals, keeper, saving, closing } = options
  return async (session, id, take) => {
    const document = table.document(session, id)
    const inner = table.inner(session, id)
    if (!document?.conflict || !inner) return
    const { conflict } = document
    if (take === 'mine') {
      await saving.write(session, id, conflict.kind === 'changed' ? conflict.sha256 : null)
      return
    }
    if (conflict.kind === 'deleted') return await closing.discard(session, id)
    // Read now, not when the conflict was seen: it may have changed again.
    try {
      const file = await client.call('files.read', { session, path: document.path ?? '' })
      const text = textOf(file.bytes)
      table.patch(session, id, (now) => without(now, 'conflict', 'readError', 'saveError'))
      if (text === undefined) {
        table.patch(session, id, (now) => ({ ...now, dirty: false }))
        return arrivals.notText(session, id, inner, file)
      }
      content.showFile(session, id, inner, file.sha256, text)
      keeper.edited(session, id)
    } catch (thrown) {
      arrivals.failed(session, id, inner, thrown)
    }
  }
}
