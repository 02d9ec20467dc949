/** What a figure stands beside: the same work done the plain way, in the same run. */
export interface Comparison {
  readonly name: string
  readonly value: number
}

/** One line of `npm run bench`. */
export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'KB' | 'MB' | 'MB/s' | 'requests/s' | '%'
  /** In words, such as `<= 3 x comparedWith`. */
  readonly target: string
  readonly met: boolean
  readonly comparedWith: Comparison | null
  /** Parts of the value, for a person: marks of a start, sizes of files. */
  readonly details?: Readonly<Record<string, number>>
}

export function report(measurement: Measurement): void {
  console.log(JSON.stringify(measurement))
}

/** Three digits are more than a measurement on a shared machine is worth, but ratios are formed from it. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

/** The middle one; the mean of the two in the middle for an even number. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Milliseconds that one run of it takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

export interface Pair {
  readonly ours: number
  readonly plain: number
}

/**
 * Medians of two ways to do the same, run in turn, so that what else the machine does falls on both. One run of each
 * goes before and is not counted.
 */
export async function paired(
  runs: number,
  ours: () => Promise<unknown>,
  plain: () => Promise<unknown>,
  count = 1,
): Promise<Pair> {
  const times = async (run: () => Promise<unknown>) => {
    for (let index = 0; index < count; index += 1) await run()
  }
  await times(ours)
  await times(plain)
  const mine: number[] = []
  const theirs: number[] = []
  for (let index = 0; index < runs; index += 1) {
    // Who goes first changes, so that a warm cache favours neither.
    if (index % 2 === 0) mine.push(await timed(() => times(ours)))
    theirs.push(await timed(() => times(plain)))
    if (index % 2 === 1) mine.push(await timed(() => times(ours)))
  }
  return { ours: median(mine) / count, plain: median(theirs) / count }
}
