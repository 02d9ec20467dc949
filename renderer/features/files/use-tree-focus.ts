import { useEffect, useRef } from 'react'
import { entryFrom } from './use-tree-keys.ts'
import type { FileRow } from './visible-rows.ts'

/** The row of this key; when it has gone, the entry that took its place, or else the last one before. */
export function useLastingRow(rows: readonly FileRow[], key: string): FileRow | undefined {
  const at = rows.findIndex((row) => row.key === key)
  const lastAt = useRef(0)
  useEffect(() => {
    if (at >= 0) lastAt.current = at
  }, [at])
  if (at >= 0) return rows[at]
  return entryFrom(rows, lastAt.current - 1, 1) ?? entryFrom(rows, Math.min(lastAt.current, rows.length), -1)
}

/** The row of the tree that takes keys, if the tree is there. */
export function rowInFocus(): HTMLElement | undefined {
  return document.querySelector<HTMLElement>('[role="tree"] [data-region-focus]') ?? undefined
}
