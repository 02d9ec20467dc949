import type { Draft } from '../../../shared/domain/draft.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { KeptDraft } from '../contract.ts'
import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import { recordBytes } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import { sealedTable } from './database/sealed-table.ts'

interface Row {
  readonly connection_id: string
  readonly session_id: string
  readonly document_id: string
  readonly text: string
  readonly base_sha256: string | null
  readonly revision: number
  readonly kept_at: number
}

const table = sealedTable(
  'drafts',
  ['connection_id', 'session_id', 'document_id'],
  ['text', 'base_sha256', 'revision', 'kept_at'],
)

/**
 * Drafts. One replaces the kept one when its revision is higher; the same revision again (a call repeated after a broken
 * wire) and older ones change nothing, and the answer tells the revision that is kept. Revisions follow the clock
 * (`max(last + 1, Date.now())`), so that those of a window that was loaded anew are higher than those before.
 */
export function draftStore({ database, write, read }: GroupCommit, damage: Damage) {
  // A damaged one is replaced by any: its own revision cannot be believed.
  const keep = database.prepare<[Row]>(
    `${table.upsert} WHERE excluded.revision > drafts.revision OR NOT (${table.isWhole})`,
  )
  const kept = database.prepare<[string, string, string], { kept_at: number; revision: number }>(
    'SELECT kept_at, revision FROM drafts WHERE connection_id = ? AND session_id = ? AND document_id = ?',
  )
  const list = database.prepare<[string, string], Sealed<Row>>(
    `${table.select} WHERE connection_id = ? AND session_id = ? ORDER BY document_id`,
  )
  const discard = database.prepare(
    'DELETE FROM drafts WHERE connection_id = ? AND session_id = ? AND document_id = ? AND revision <= ?',
  )
  const discardAll = database.prepare('DELETE FROM drafts WHERE connection_id = ? AND session_id = ?')
  const keyOf = (row: Row) => `${row.connection_id}/${row.session_id} ${row.document_id}`

  function keepNow(row: Row): KeptDraft {
    keep.run(row)
    const now = kept.get(row.connection_id, row.session_id, row.document_id)
    if (!now) throw new Error('A draft that was just kept is not there.')
    return { keptAt: now.kept_at, revision: now.revision }
  }

  return {
    keep: (draft: Omit<Draft, 'keptAt'>): Promise<KeptDraft> => {
      const row = toRow(draft, Date.now())
      return write(recordBytes + row.text.length, () => keepNow(row))
    },
    list: (ref: SessionRef): readonly Draft[] =>
      read(() => damage.whole('draft', list.all(ref.connectionId, ref.sessionId), keyOf).map(toDraft)),
    discard: (ref: SessionRef, documentId: string, revision = Number.MAX_SAFE_INTEGER): Promise<void> =>
      write(recordBytes, () => void discard.run(ref.connectionId, ref.sessionId, documentId, revision)),
    discardAll: (ref: SessionRef): Promise<void> =>
      write(recordBytes, () => void discardAll.run(ref.connectionId, ref.sessionId)),
  }
}

function toRow(draft: Omit<Draft, 'keptAt'>, now: number): Row {
  return {
    connection_id: draft.session.connectionId,
    session_id: draft.session.sessionId,
    document_id: draft.documentId,
    text: JSON.stringify(draft.text),
    base_sha256: draft.baseSha256 ?? null,
    revision: draft.revision,
    kept_at: now,
  }
}

function toDraft(row: Row): Draft {
  return {
    session: { connectionId: row.connection_id, sessionId: row.session_id },
    documentId: row.document_id,
    text: JSON.parse(row.text) as string,
    ...(row.base_sha256 === null ? {} : { baseSha256: row.base_sha256 }),
    revision: row.revision,
    keptAt: row.kept_at,
  }
}
