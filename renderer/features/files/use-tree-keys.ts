import type { KeyboardEvent } from 'react'
import { useRef } from 'react'
import { parentRow, typedAhead } from './tree-keys.ts'
import type { Marks } from './use-marks.ts'
import type { TreeActions } from './use-row-actions.ts'
import type { EntryRow, FileRow } from './visible-rows.ts'

interface Options {
  readonly rows: readonly FileRow[]
  readonly focused: EntryRow | undefined
  readonly actions: TreeActions
  readonly marks: Marks
  readonly focusRow: (row: EntryRow | undefined) => void
}

/** A letter this long after the last one begins anew (ms). */
const typingPause = 700

/** The keys of the tree (look.md, section 12), as a handler. */
export function useTreeKeys({ rows, focused, actions, marks, focusRow }: Options): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', at: 0 })

  /** The entry `by` rows further, past what is no entry; the last one at the ends. */
  const rowFrom = (start: number, by: 1 | -1) => entryFrom(rows, start, by)

  function withModifier(row: EntryRow, key: string): boolean {
    if (key === 'c') actions.take(row, 'copy')
    else if (key === 'x') actions.take(row, 'cut')
    else if (key === 'v') actions.put(row)
    else if (key === 'a') marks.all()
    else return false
    return true
  }

  function move(row: EntryRow | undefined, from: EntryRow, extends_: boolean): void {
    if (!row) return
    if (extends_) marks.extendTo(row, from)
    else marks.clear()
    focusRow(row)
  }

  function plain(row: EntryRow, event: KeyboardEvent): boolean {
    const at = rows.indexOf(row)
    const { isFolder, isExpanded } = row
    const { key, shiftKey } = event
    if (key === 'ArrowDown') move(rowFrom(at, 1), row, shiftKey)
    else if (key === 'ArrowUp') move(rowFrom(at, -1), row, shiftKey)
    else if (key === 'Home') move(rowFrom(-1, 1), row, shiftKey)
    else if (key === 'End') move(rowFrom(rows.length, -1), row, shiftKey)
    else if (key === 'ArrowRight') {
      if (isFolder && !isExpanded) actions.open(row)
      else if (isFolder) focusRow(rowFrom(at, 1))
    } else if (key === 'ArrowLeft') {
      if (isExpanded) actions.open(row)
      else focusRow(parentRow(rows, at))
    } else if (key === 'Enter') actions.open(row, true)
    else if (key === ' ') actions.open(row)
    else if (key === 'F2') actions.rename(row)
    else if (key === 'Delete') actions.askDelete(row)
    else if (key === 'Escape' && marks.paths.size > 0) marks.clear()
    else if (key.length === 1) {
      const now = Date.now()
      typed.current = { text: (now - typed.current.at < typingPause ? typed.current.text : '') + key, at: now }
      focusRow(typedAhead(rows, at, typed.current.text))
    } else return false
    return true
  }

  return (event) => {
    if (!focused || event.altKey || isOfControl(event)) return
    const isModified = event.ctrlKey || event.metaKey
    const isDone = isModified
      ? !event.shiftKey && withModifier(focused, event.key.toLowerCase())
      : plain(focused, event)
    if (isDone) event.preventDefault()
  }
}

/** A button or a field in a row has keys of its own, and so has a menu that one of them opened, drawn elsewhere. */
function isOfControl({ target, currentTarget }: KeyboardEvent): boolean {
  return target instanceof Element && (!currentTarget.contains(target) || target.closest('button, input, a') !== null)
}

/** The entry next to a place, past what is no entry. */
export function entryFrom(rows: readonly FileRow[], start: number, by: 1 | -1): EntryRow | undefined {
  for (let at = start + by; at >= 0 && at < rows.length; at += by) {
    const row = rows[at]
    if (row?.kind === 'entry') return row
  }
  return undefined
}
