import type { FoundRun } from '../contract/runs.ts'
import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import type { RunRow } from './runs.ts'
import { runTable, toKeptRun } from './runs.ts'
import { searchQuery } from './search-text.ts'

export interface RunQuestion {
  readonly text: string
  readonly connectionId?: string
  readonly session?: { readonly connectionId: string; readonly sessionId: string }
  /** Only runs of lower numbers. */
  readonly before?: number
  readonly limit: number
}

type FoundRow = Sealed<RunRow> & { readonly number: number }

/** Finds runs by their words, or all of them without words, the newest first. */
export function runSearch({ database, read }: GroupCommit, damage: Damage) {
  // In the order of the index, from its end: so only as many matches are looked at as are wanted.
  const find = database.prepare<
    { query: string; connection: string | null; session: string | null; before: number; limit: number },
    FoundRow & { excerpt: string }
  >(`
    WITH found AS (
      SELECT run_search.rowid AS number, snippet(run_search, -1, char(1), char(2), '…', 16) AS excerpt
      FROM run_search CROSS JOIN runs ON runs.number = run_search.rowid
      WHERE run_search MATCH :query
        AND (:connection IS NULL OR runs.connection_id = :connection)
        AND (:session IS NULL OR runs.session_id = :session)
        AND run_search.rowid < :before
      ORDER BY run_search.rowid DESC LIMIT :limit
    )
    SELECT found.excerpt, kept.* FROM found JOIN (SELECT number, * FROM (${runTable.select})) AS kept USING (number)
    ORDER BY number DESC`)
  const newest = database.prepare<
    { connection: string | null; session: string | null; before: number; limit: number },
    FoundRow
  >(`
    ${runTable.select}
    WHERE (:connection IS NULL OR connection_id = :connection)
      AND (:session IS NULL OR session_id = :session)
      AND number < :before
    ORDER BY number DESC LIMIT :limit`)
  return (question: RunQuestion): readonly FoundRun[] => {
    const query = searchQuery(question.text)
    // Signs alone are no words that anything could hold.
    if (query === undefined && question.text.trim() !== '') return []
    const connection = question.session?.connectionId ?? question.connectionId ?? null
    const asked = {
      connection,
      session: question.session?.sessionId ?? null,
      before: question.before ?? Number.MAX_SAFE_INTEGER,
      limit: question.limit,
    }
    return read(() =>
      query === undefined
        ? damage.whole('run', newest.all(asked), ({ id }) => id).map((row) => toFound(row, ''))
        : damage.whole('run', find.all({ ...asked, query }), ({ id }) => id).map((row) => toFound(row, row.excerpt)),
    )
  }
}

const toFound = (row: FoundRow, excerpt: string): FoundRun => ({ ...toKeptRun(row), excerpt, place: row.number })
