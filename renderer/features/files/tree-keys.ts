import type { EntryRow, FileRow } from './visible-rows.ts'

/** The folder that holds the row at `at`. */
export function parentRow(rows: readonly FileRow[], at: number): EntryRow | undefined {
  const level = rows[at]?.level ?? 0
  for (let above = at - 1; above >= 0; above -= 1) {
    const row = rows[above]
    if (row?.kind === 'entry' && row.level < level) return row
  }
  return undefined
}

/** The next entry from `at` on, around the end, whose name begins with what was typed. One letter moves on. */
export function typedAhead(rows: readonly FileRow[], at: number, typed: string): EntryRow | undefined {
  const wanted = typed.toLocaleLowerCase()
  const first = wanted.length === 1 ? 1 : 0
  for (let step = first; step < rows.length + first; step += 1) {
    const row = rows[(at + step) % rows.length]
    if (row?.kind === 'entry' && row.entry.name.toLocaleLowerCase().startsWith(wanted)) return row
  }
  return undefined
}
