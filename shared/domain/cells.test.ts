import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellAt, cellStart, cellsOf, linesOf } from './cells.ts'

const line = fc.oneof(
  fc.constantFrom(
    '',
    '# %%',
    '#%% Load',
    '# %% [markdown]',
    '#\t%%',
    '  # %%',
    '# a comment',
    'x = 1',
    '    y = 2',
    '"%%"',
  ),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', ' ')),
)
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))

describe('cellsOf', () => {
  it('is nothing for a text without a cell', () => {
    expect(cellsOf('')).toEqual([])
    expect(cellsOf('x = 1\n')).toEqual([])
    expect(cellsOf('def f():\n    # %% no\n    pass')).toEqual([])
  })

  it('begins a cell at each line that says so', () => {
    expect(cellsOf('# %% Load\na = 1\n\n# %%\nb = 2\n')).toEqual([
      { number: 1, firstLine: 1, lastLine: 3 },
      { number: 2, firstLine: 4, lastLine: 6 },
    ])
  })

  it('takes code above the first one for a cell, and comments not', () => {
    expect(cellsOf('import os\n# %%\nb').map(({ firstLine }) => firstLine)).toEqual([1, 2])
    expect(cellsOf('#!/usr/bin/env python3\n\n# A comment\n# %%\nb').map(({ firstLine }) => firstLine)).toEqual([4])
  })

  it('loses no line and puts none into two cells, whatever the text is', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const cells = cellsOf(whole)
        const lines = whole.split('\n')
        expect(cells.length > 0).toBe(lines.some((one) => cellStart.test(one)))
        if (cells.length === 0) return
        const first = cells[0]?.firstLine ?? 1
        const parts = cells.map(({ firstLine, lastLine }) => linesOf(whole, firstLine, lastLine))
        expect([...lines.slice(0, first - 1), ...parts].join('\n')).toBe(whole)
        // What belongs to no cell runs nothing.
        expect(lines.slice(0, first - 1).every((one) => /^\s*(#|$)/.test(one))).toBe(true)
        for (const { number, firstLine, lastLine } of cells) {
          expect(lastLine).toBeGreaterThanOrEqual(firstLine)
          for (let at = firstLine; at <= lastLine; at += 1) expect(cellAt(cells, at)?.number).toBe(number)
        }
      }),
    )
  })

  it('gives a cell the same bounds whatever comes after it', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const alone = cellsOf(before)
        const more = cellsOf(`${before}\n# %%\n${after}`)
        expect(more.slice(0, alone.length)).toEqual(alone)
      }),
    )
  })
})
