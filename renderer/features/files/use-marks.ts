import { useMemo, useRef, useState } from 'react'
import type { EntryRow, FileRow } from './visible-rows.ts'

interface Held {
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** Several entries marked, to do one thing with all of them. */
export interface Marks {
  readonly paths: ReadonlySet<string>
  /** Takes a click that marks; false when it is one that opens. */
  click(row: EntryRow, held: Held): boolean
  /** Marks all from where marking began to this one. */
  extendTo(row: EntryRow, from: EntryRow): void
  all(): void
  clear(): void
  /** What is done with this row is done with these: all that is marked, when it is one of them. */
  with(row: EntryRow): readonly EntryRow[]
}

/** @param root the folder at the top, which is never one of several */
export function useMarks(rows: readonly FileRow[], root: string): Marks {
  const [paths, setPaths] = useState<ReadonlySet<string>>(new Set())
  const anchor = useRef<string>(undefined)
  const entries = useMemo(
    () => rows.filter((row): row is EntryRow => row.kind === 'entry' && row.key !== root),
    [rows, root],
  )

  function extendTo(row: EntryRow, from: EntryRow): void {
    anchor.current ??= from.key
    const keys = entries.map(({ key }) => key)
    const [first = -1, last = -1] = [keys.indexOf(anchor.current), keys.indexOf(row.key)].sort((a, b) => a - b)
    setPaths(new Set(first === -1 ? [row.key] : keys.slice(first, last + 1)))
  }

  return {
    paths,
    click(row, { shiftKey, ctrlKey, metaKey }) {
      if (shiftKey) extendTo(row, row)
      else if (ctrlKey || metaKey) {
        anchor.current = row.key
        const next = new Set(paths)
        if (!next.delete(row.key) && row.key !== root) next.add(row.key)
        setPaths(next)
      } else {
        anchor.current = row.key
        if (paths.size > 0) setPaths(new Set())
        return false
      }
      return true
    },
    extendTo,
    all: () => setPaths(new Set(entries.map(({ key }) => key))),
    clear() {
      anchor.current = undefined
      if (paths.size > 0) setPaths(new Set())
    },
    with: (row) => (paths.has(row.key) ? outermost(entries.filter(({ key }) => paths.has(key))) : [row]),
  }
}

/** Without those that lie in others of them: they go where their folder goes. */
function outermost(rows: readonly EntryRow[]): readonly EntryRow[] {
  const keys = new Set(rows.map(({ key }) => key))
  return rows.filter(({ key }) => {
    for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1))
      if (keys.has(key.slice(0, at))) return false
    return true
  })
}
