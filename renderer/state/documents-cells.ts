import type { Cell } from '../../shared/domain/cells.ts'
import { cellsOf } from '../../shared/domain/cells.ts'
import type { RunPart } from '../../shared/domain/run.ts'
import { cellHash } from './documents-hash.ts'

/** A cell of a document with its code. */
export interface CodeCell extends Cell {
  readonly code: string
}

/** A cell whose code is told from others. */
export interface HashedCell extends CodeCell {
  /** Of `cellHash`. */
  readonly hash: string
}

/** The cells of a text with their code. */
export function codeCellsOf(text: string): readonly CodeCell[] {
  const cells = cellsOf(text)
  if (cells.length === 0) return []
  const lines = text.split('\n')
  return cells.map((cell) => ({ ...cell, code: lines.slice(cell.firstLine - 1, cell.lastLine).join('\n') }))
}

/** The same with their hashes; those of code that is among `known` are taken from there. */
export async function hashCells(text: string, known: readonly HashedCell[] = []): Promise<readonly HashedCell[]> {
  const hashes = hashesByCode(known)
  return await Promise.all(
    codeCellsOf(text).map(async (cell) => ({ ...cell, hash: hashes(cell.code) ?? (await cellHash(cell.code)) })),
  )
}

/** Looks for a hash that is known, by code. */
export function hashesByCode(cells: readonly HashedCell[]): (code: string) => string | undefined {
  const known = new Map(cells.map(({ code, hash }) => [code.trimEnd(), hash]))
  return (code) => known.get(code.trimEnd())
}

/** More cells in one run are not told apart afterwards: each costs a hash in what is kept of it. */
const mostRanCells = 500

/**
 * What the cells from one number to another are of their document.
 * @param firstLine of what runs, when that is above the first of them
 */
export async function partOf(
  cells: readonly CodeCell[],
  first: number,
  last: number,
  firstLine = cells[first - 1]?.firstLine ?? 1,
): Promise<RunPart> {
  const ran = cells.slice(first - 1, last)
  const lines = { firstLine, lastLine: ran.at(-1)?.lastLine ?? firstLine }
  if (ran.length > mostRanCells) return lines
  const hashes = await Promise.all(ran.map(({ code }) => cellHash(code)))
  return { ...lines, cells: { first, of: cells.length, hashes } }
}
