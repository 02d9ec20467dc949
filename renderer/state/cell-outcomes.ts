import { isUnderWay } from '../../shared/domain/outcome.ts'
import type { RanCells, Run } from '../../shared/domain/run.ts'

/** A cell as far as its outcome depends on it. */
interface PresentCell {
  /** From 1. */
  readonly number: number
  /** Undefined for a moment after an edit: its code is none that ran. */
  readonly hash?: string | undefined
}

/** What is known of a cell: the run of its present code, or that another code of it ran. */
export interface CellOutcome {
  readonly run: Run
  /** The run is of code that was edited since. */
  readonly isEdited: boolean
}

function covers({ first, hashes }: RanCells, number: number): boolean {
  return first <= number && number < first + hashes.length
}

/** All cells that ran as one program stand there as they did. */
function isUnchanged({ first, hashes }: RanCells, cells: readonly PresentCell[]): boolean {
  return hashes.every((hash, index) => cells[first - 1 + index]?.hash === hash)
}

/**
 * The outcome of each cell of a document, by its place in `cells`. A cell that ran alone keeps its outcome wherever it
 * stands, as long as its code is the same; one of several that ran as one program, as long as all of them are.
 * @param cells all of the document, in order
 * @param runs of this document, newest last
 * @param marks which run the cell of this number belonged to before it was edited or moved, as the editor saw it
 */
export function cellOutcomes(
  cells: readonly PresentCell[],
  runs: readonly Run[],
  marks: ReadonlyMap<number, string> = new Map(),
): readonly (CellOutcome | undefined)[] {
  const alone: { readonly run: Run; readonly first: number; readonly hash: string | undefined }[] = []
  const together: { readonly run: Run; readonly ran: RanCells }[] = []
  for (const run of runs) {
    const ran = run.part?.cells
    if (!ran) continue
    if (ran.hashes.length === 1) alone.push({ run, first: ran.first, hash: ran.hashes[0] })
    else together.push({ run, ran })
  }
  const unchanged = together.filter(({ ran }) => isUnchanged(ran, cells))
  const present = new Set(cells.map(({ hash }) => hash))
  /** Of several cells with the same code it is the one that stands where it stood, when one does. */
  const isOf = ({ first, hash }: (typeof alone)[number], cell: PresentCell) =>
    hash === cell.hash && (first === cell.number || cells[first - 1]?.hash !== hash)
  /** Only where the document has as many cells as then is the place of a cell a sign that it is the same. */
  const edited = runs.filter(
    ({ part }) =>
      part?.cells?.of === cells.length && !(part.cells.hashes.length === 1 && present.has(part.cells.hashes[0])),
  )
  const byId = new Map(runs.map((run) => [run.id, run]))

  return cells.map((cell) => {
    const { number } = cell
    const ofCode = newest(
      alone.filter((one) => isOf(one, cell)).at(-1)?.run,
      unchanged.filter(({ ran }) => covers(ran, number)).at(-1)?.run,
    )
    if (ofCode) return { run: ofCode, isEdited: false }
    const mark = marks.get(number)
    const marked = mark === undefined ? undefined : byId.get(mark)
    const before = marked ?? edited.filter(({ part }) => part?.cells && covers(part.cells, number)).at(-1)
    return before && { run: before, isEdited: !isUnderWay(before) }
  })
}

function newest(a: Run | undefined, b: Run | undefined): Run | undefined {
  if (!a || !b) return a ?? b
  return a.startedAt >= b.startedAt ? a : b
}

/** What ran as a part of a document stands there as it did. */
export function isCurrent({ part }: Run, cells: readonly PresentCell[]): boolean {
  const ran = part?.cells
  if (!ran) return false
  return ran.hashes.length === 1 ? cells.some(({ hash }) => hash === ran.hashes[0]) : isUnchanged(ran, cells)
}
