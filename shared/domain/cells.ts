/** A cell of a program: from its `# %%` line, or from the first line, to the line before the next one. */
export interface Cell {
  /** From 1. */
  readonly number: number
  /** From 1. */
  readonly firstLine: number
  /** The last one that is its own. */
  readonly lastLine: number
}

/** A line that begins a cell. Indented ones are comments: cutting a function in two runs nothing. */
export const cellStart = /^#[ \t]*%%/

/** More in one text are lines of data. */
const mostCells = 2000

/**
 * The cells of a text whose lines end with `\n`, in order and without a gap between them; none when no line begins one.
 * What stands above the first `# %%` is a cell of its own when it holds more than comments.
 */
export function cellsOf(text: string): readonly Cell[] {
  const starts: number[] = []
  let lines = 0
  let hasCodeAbove = false
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf('\n', at)
    const stop = end < 0 ? text.length : end
    lines += 1
    if (starts.length < mostCells) {
      const line = text.slice(at, Math.min(stop, at + 200))
      if (cellStart.test(line)) starts.push(lines)
      else if (starts.length === 0 && /^\s*[^#\s]/.test(line)) hasCodeAbove = true
    }
    at = stop + 1
  }
  if (starts.length === 0) return []
  if (hasCodeAbove) starts.unshift(1)
  return starts.map((firstLine, index) => ({
    number: index + 1,
    firstLine,
    lastLine: (starts[index + 1] ?? lines + 1) - 1,
  }))
}

/** The lines of a text from one to another, both included and counted from 1, without the end of the last one. */
export function linesOf(text: string, firstLine: number, lastLine: number): string {
  return text
    .split('\n')
    .slice(firstLine - 1, lastLine)
    .join('\n')
}

/** The cell in which a line is; undefined above the first one. */
export function cellAt(cells: readonly Cell[], line: number): Cell | undefined {
  return cells.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine)
}
