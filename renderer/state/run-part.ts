import type { Run } from '../../shared/domain/run.ts'

/** What of its document ran: "cell 2", "cells 1–3", "lines 4–9"; empty for all of one without cells. */
export function partWords({ part }: Pick<Run, 'part'>): string {
  if (!part) return ''
  const { firstLine, lastLine, cells } = part
  if (!cells) return range('line', firstLine, lastLine)
  return cells.of === 1 ? '' : range('cell', cells.first, cells.first + cells.hashes.length - 1)
}

function range(one: string, first: number, last: number): string {
  return first === last ? `${one} ${first}` : `${one}s ${first}–${last}`
}
