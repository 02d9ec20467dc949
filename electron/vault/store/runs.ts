import { fail } from '../../../shared/domain/errors.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { isOver } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { KeptRun, RunToKeep } from '../contract/runs.ts'
import type { Damage } from './damage.ts'
import type { GroupCommit } from './database/group-commit.ts'
import { recordBytes } from './database/group-commit.ts'
import type { Sealed } from './database/sealed-table.ts'
import { sealedTable } from './database/sealed-table.ts'

export interface RunRow {
  readonly id: string
  readonly connection_id: string
  readonly session_id: string
  readonly started_at: number
  readonly is_over: number
  readonly value: string
  readonly sandbox_id: string | null
  readonly output_freed_at: number | null
}

export const runTable = sealedTable(
  'runs',
  ['id'],
  ['connection_id', 'session_id', 'started_at', 'is_over', 'value', 'sandbox_id', 'output_freed_at'],
)

/** The texts of a run that a search looks at; an absent one stays as it is. */
export interface RunTexts {
  readonly code?: string
  readonly output?: string
}

/** What is known of runs, and the texts by which they are found. Their output is elsewhere. */
export function runStore({ database, write, read }: GroupCommit, damage: Damage) {
  const put = database.prepare<[RunRow]>(runTable.upsert)
  const putText = database.prepare<{ id: string; title: string; code: string | null; output: string | null }>(`
    INSERT INTO run_texts (number, title, code, output)
      SELECT number, :title, coalesce(:code, ''), coalesce(:output, '') FROM runs WHERE id = :id
    ON CONFLICT DO UPDATE SET
      title = excluded.title, code = coalesce(:code, code), output = coalesce(:output, output)
    WHERE title <> excluded.title OR code <> coalesce(:code, code) OR output <> coalesce(:output, output)`)
  const get = database.prepare<[string], Sealed<RunRow>>(`${runTable.select} WHERE id = ?`)
  const hasOutput = database.prepare<[string], 0 | 1>('SELECT output_freed_at IS NULL FROM runs WHERE id = ?').pluck()
  const list = database.prepare<[string, string, number], Sealed<RunRow>>(
    `${runTable.select} WHERE connection_id = ? AND session_id = ? ORDER BY started_at DESC, number DESC LIMIT ?`,
  )
  const underWay = database.prepare<[], Sealed<RunRow>>(`${runTable.select} WHERE is_over = 0 ORDER BY started_at`)
  const idsOf = database
    .prepare<[string, string], string>('SELECT id FROM runs WHERE connection_id = ? AND session_id = ?')
    .pluck()
  const remove = database.prepare<[string]>('DELETE FROM runs WHERE id = ?')
  const surplus = database
    .prepare<[number], string>('SELECT id FROM runs WHERE is_over = 1 ORDER BY started_at DESC LIMIT -1 OFFSET ?')
    .pluck()
  const withOutput = database.prepare<[number], { id: string; started_at: number }>(
    `SELECT id, started_at FROM runs
     WHERE is_over = 1 AND output_freed_at IS NULL AND started_at < ? ORDER BY started_at`,
  )
  const toDelete = database.prepare<[], string>('SELECT run_id FROM outputs_to_delete').pluck()
  const addToDelete = database.prepare<[string]>('INSERT INTO outputs_to_delete VALUES (?) ON CONFLICT DO NOTHING')
  const deleted = database.prepare<[string]>('DELETE FROM outputs_to_delete WHERE run_id = ?')

  const rowOf = (id: string) => damage.whole('run', get.all(id), keyOf)[0]

  return {
    put: (kept: RunToKeep, texts: RunTexts): Promise<void> =>
      write(recordBytes + (texts.code?.length ?? 0) + (texts.output?.length ?? 0), () => {
        const { run, sandboxId } = kept
        put.run({
          id: run.id,
          connection_id: run.session.connectionId,
          session_id: run.session.sessionId,
          started_at: run.startedAt,
          is_over: isOver(run) ? 1 : 0,
          value: JSON.stringify(run),
          sandbox_id: sandboxId ?? null,
          output_freed_at: rowOf(run.id)?.output_freed_at ?? null,
        })
        putText.run({ id: run.id, title: run.title, code: texts.code ?? null, output: texts.output ?? null })
      }),
    /** False when it gave it up. Throws `not-found`. */
    hasOutput: (id: string): boolean => {
      const found = read(() => hasOutput.get(id))
      if (found === undefined) throw notKept()
      return found === 1
    },
    get: (id: string): KeptRun => {
      const row = read(() => rowOf(id))
      if (!row) throw notKept()
      return toKeptRun(row)
    },
    list: ({ connectionId, sessionId }: SessionRef, limit: number): readonly KeptRun[] =>
      read(() => damage.whole('run', list.all(connectionId, sessionId, limit), keyOf).map(toKeptRun)).reverse(),
    unsettled: (): readonly KeptRun[] => read(() => damage.whole('run', underWay.all(), keyOf).map(toKeptRun)),
    ids: ({ connectionId, sessionId }: SessionRef): readonly string[] => read(() => idsOf.all(connectionId, sessionId)),
    /** Forgets them, and notes that their output is to be deleted. */
    remove: (ids: readonly string[]): Promise<void> =>
      write(recordBytes * ids.length, () => {
        for (const id of ids) {
          remove.run(id)
          addToDelete.run(id)
        }
      }),
    /** Runs that are over, beyond this number of the newest. */
    surplus: (limit: number): readonly string[] => read(() => surplus.all(limit)),
    /** Runs that are over, began before this time and did not give up their output; the oldest first. */
    withOutput: (before: number): readonly { readonly id: string; readonly started_at: number }[] =>
      read(() => withOutput.all(before)),
    /** Notes that they gave up their output, and that it is to be deleted. */
    giveUpOutput: (ids: readonly string[], now: number): Promise<void> =>
      write(recordBytes * ids.length, () => {
        for (const id of ids) {
          const row = rowOf(id)
          if (!row) continue
          const { whole: _, ...columns } = row
          put.run({ ...columns, output_freed_at: now })
          addToDelete.run(id)
        }
      }),
    /** Whose output is to be deleted, because they are gone or gave it up. */
    outputsToDelete: (): readonly string[] => read(() => toDelete.all()),
    /** It is deleted. */
    outputDeleted: (ids: readonly string[]): Promise<void> =>
      write(recordBytes * ids.length, () => {
        for (const id of ids) deleted.run(id)
      }),
  }
}

export function toKeptRun(row: RunRow): KeptRun {
  return {
    run: JSON.parse(row.value) as Run,
    ...(row.sandbox_id === null ? {} : { sandboxId: row.sandbox_id }),
    ...(row.output_freed_at === null ? {} : { outputFreedAt: row.output_freed_at }),
  }
}

const keyOf = ({ id }: RunRow) => id

const notKept = () => fail('not-found', 'This run is not kept any more.')
