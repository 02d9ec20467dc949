import type Database from 'better-sqlite3'
import type { Draft } from '../../../shared/domain/draft.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { KeptDraft } from '../contract.ts'

interface Row {
  readonly connection_id: string
  readonly session_id: string
  readonly document_id: string
  readonly text: string
  readonly base_sha256: string | null
  readonly revision: number
  readonly kept_at: number
}

/**
 * Drafts. Every function runs inside a transaction of the caller.
 *
 * A draft replaces the kept one when its revision is higher; the same revision again (a call repeated after a broken
 * wire) and older ones change nothing, and the answer tells the revision that is kept. Revisions follow the clock
 * (`max(last + 1, Date.now())`), so that those of a window that was loaded anew are higher than those before.
 */
export function draftTable(database: Database.Database) {
  const keep = database.prepare(`
    INSERT INTO drafts (connection_id, session_id, document_id, text, base_sha256, revision, kept_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      text = excluded.text, base_sha256 = excluded.base_sha256,
      revision = excluded.revision, kept_at = excluded.kept_at
    WHERE excluded.revision > drafts.revision`)
  const kept = database.prepare<[string, string, string], { kept_at: number; revision: number }>(
    'SELECT kept_at, revision FROM drafts WHERE connection_id = ? AND session_id = ? AND document_id = ?',
  )
  const list = database.prepare<[string, string], Row>(
    'SELECT * FROM drafts WHERE connection_id = ? AND session_id = ? ORDER BY document_id',
  )
  const discard = database.prepare(
    'DELETE FROM drafts WHERE connection_id = ? AND session_id = ? AND document_id = ? AND revision <= ?',
  )
  const discardAll = database.prepare('DELETE FROM drafts WHERE connection_id = ? AND session_id = ?')
  return {
    keep: (draft: Omit<Draft, 'keptAt'>, now: number): KeptDraft => {
      const { connectionId, sessionId } = draft.session
      const text = JSON.stringify(draft.text)
      keep.run(connectionId, sessionId, draft.documentId, text, draft.baseSha256 ?? null, draft.revision, now)
      const row = kept.get(connectionId, sessionId, draft.documentId)
      if (!row) throw new Error('A draft that was just kept is not there.')
      return { keptAt: row.kept_at, revision: row.revision }
    },
    list: (ref: SessionRef): Draft[] => list.all(ref.connectionId, ref.sessionId).map(toDraft),
    discard: (ref: SessionRef, documentId: string, revision = Number.MAX_SAFE_INTEGER): void =>
      void discard.run(ref.connectionId, ref.sessionId, documentId, revision),
    discardAll: (ref: SessionRef): void => void discardAll.run(ref.connectionId, ref.sessionId),
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
