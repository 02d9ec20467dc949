import type { RefObject } from 'react'
import { useEffect, useRef } from 'react'
import { useSubject } from '../../state/provider.tsx'
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

/**
 * After the question about a deletion the tree has the focus again: on what was asked about, or on what took its place.
 * The dialog gives the focus back by itself, but not to what has gone; and where a person went meanwhile it stays.
 */
export function useFocusAfterDeletion(tree: RefObject<HTMLElement | null>, focused: FileRow | undefined): void {
  const isDeleting = useSubject('files', (state) => state.deleting !== undefined)
  const wasDeleting = useRef(false)
  const key = focused?.key
  useEffect(() => {
    if (!isDeleting && wasDeleting.current) {
      setTimeout(() => {
        const { activeElement } = document
        const isElsewhere =
          activeElement !== null && activeElement !== document.body && !tree.current?.contains(activeElement)
        if (!isElsewhere) document.getElementById(`file-${key}`)?.focus()
      })
    }
    wasDeleting.current = isDeleting
  }, [isDeleting, key, tree])
}
