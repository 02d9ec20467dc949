import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run } from '../../shared/domain/run.ts'
import { cellOutcomes, isCurrent } from './cell-outcomes.ts'

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(16)) as [string, string, string, string]

/** A run of the cells with these hashes, from `first` on, of a document with `of` cells. */
function ran(id: string, first: number, hashes: readonly string[], of: number, more: Partial<Run> = {}): Run {
  return {
    id,
    session: { connectionId: 'local', sessionId: 'a1' },
    kind: 'code',
    title: 'a.py',
    language: 'python',
    limit: 60,
    startedAt: Number(id),
    documentId: 'scratch:1',
    part: { firstLine: 1, lastLine: 9, cells: { first, of, hashes } },
    state: { name: 'settled', at: Number(id) + 1, facts: { exitCode: 0, output: { kind: 'complete' } } },
    stdoutBytes: 0,
    stderrBytes: 0,
    ...more,
  }
}

const cells = (...hashes: readonly (string | undefined)[]) => hashes.map((hash, index) => ({ number: index + 1, hash }))
/** "1" of the run with this id, "1 edited", or "-". */
const said = (...given: Parameters<typeof cellOutcomes>) =>
  cellOutcomes(...given).map((outcome) => (outcome ? `${outcome.run.id}${outcome.isEdited ? ' edited' : ''}` : '-'))

describe('cellOutcomes', () => {
  it('a cell shows the newest run of its code, wherever it stands', () => {
    const runs = [ran('1', 1, [a], 2), ran('2', 2, [b], 2), ran('3', 1, [a], 2)]
    expect(said(cells(a, b), runs)).toEqual(['3', '2'])
    expect(said(cells(b, c, a), runs)).toEqual(['2', '-', '3'])
  })

  it('of two cells with the same code the one that ran shows it', () => {
    expect(said(cells(a, a), [ran('1', 2, [a], 2)])).toEqual(['-', '1'])
    expect(said(cells(a, a), [ran('1', 2, [a], 2), ran('2', 1, [a], 2)])).toEqual(['2', '1'])
    // Neither stands where it stood: it may be any of them.
    expect(said(cells(b, a, c, a), [ran('1', 1, [a], 2)])).toEqual(['-', '1', '-', '1'])
  })

  it('a cell that is edited says so, and what ran before when it is undone', () => {
    const runs = [ran('1', 1, [a], 2), ran('2', 2, [b], 2)]
    expect(said(cells(a, c), runs)).toEqual(['1', '2 edited'])
    expect(said(cells(a, undefined), runs)).toEqual(['1', '2 edited'])
    expect(said(cells(a, b), runs)).toEqual(['1', '2'])
  })

  it('cells that ran as one program are edited when one of them is', () => {
    const runs = [ran('1', 1, [a, b], 3)]
    expect(said(cells(a, b, c), runs)).toEqual(['1', '1', '-'])
    expect(said(cells(a, b, d), runs)).toEqual(['1', '1', '-'])
    expect(said(cells(d, b, c), runs)).toEqual(['1 edited', '1 edited', '-'])
    // One that ran alone before still has its own outcome.
    expect(said(cells(a, d, c), [ran('0', 1, [a], 3), ...runs])).toEqual(['0', '1 edited', '-'])
  })

  it('says nothing of a place when there are more cells than then, but for what the editor saw', () => {
    const runs = [ran('1', 2, [b], 2)]
    expect(said(cells(a, c, d), runs)).toEqual(['-', '-', '-'])
    expect(said(cells(a, c, d), runs, new Map([[3, '1']]))).toEqual(['-', '-', '1 edited'])
  })

  it('a run that is under way is shown as such also above a text that is edited meanwhile', () => {
    const running = ran('1', 1, [a], 1, { state: { name: 'running', since: 1 } })
    expect(said(cells(b), [running])).toEqual(['1'])
  })

  it('a selection and a run of something else say nothing of a cell', () => {
    expect(said(cells(a), [ran('1', 1, [a], 1, { part: { firstLine: 1, lastLine: 2 } })])).toEqual(['-'])
    const { part: _part, ...whole } = ran('1', 1, [a], 1)
    expect(said(cells(a), [whole])).toEqual(['-'])
  })

  it('never shows an outcome for code that did not run', () => {
    const hash = fc.constantFrom(a, b, c, d)
    const some = fc.array(hash, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(some, fc.array(fc.tuple(some, fc.nat(3)), { maxLength: 6 }), (present, asked) => {
        const runs = asked.map(([hashes, at], index) => ran(`${index}`, at + 1, hashes, at + hashes.length))
        cellOutcomes(cells(...present), runs).forEach((outcome, index) => {
          if (!outcome || outcome.isEdited) return
          expect(outcome.run.part?.cells?.hashes).toContain(present[index])
          expect(isCurrent(outcome.run, cells(...present))).toBe(true)
        })
      }),
    )
  })
})
