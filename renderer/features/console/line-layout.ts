/** Two cells wide in xterm's default tables (Unicode 6). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3040, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x2fffd],
  [0x30000, 0x3fffd],
]

/** Cells that a character takes: 0, 1 or 2. */
export function cellsOf(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1
}

export interface Place {
  /** From 0, counted from the row on which the prompt starts. */
  readonly row: number
  readonly column: number
}

/**
 * Where the terminal's cursor stands after it has written `text` from `start` on, with rows of `columns` cells. A cursor
 * that would stand behind the last cell is given as the first one of the next row: the caller writes a line there.
 */
export function placeAfter(start: Place, text: string, columns: number): Place {
  let { row, column } = start
  for (const character of text) {
    if (character === '\n') {
      row += 1
      column = 0
      continue
    }
    const cells = cellsOf(character)
    if (column + cells > columns) {
      row += 1
      column = 0
    }
    column += cells
  }
  return column >= columns ? { row: row + 1, column: 0 } : { row, column }
}
