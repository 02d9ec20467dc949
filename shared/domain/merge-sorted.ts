/**
 * Two sorted lists as one. Few new ones among many are found their places without a look at each of the many.
 * @param compare never 0 for two different ones
 */
export function mergeSorted<T>(many: readonly T[], few: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const merged: T[] = []
  let from = 0
  for (const one of few) {
    const place = placeOf(one, many, from, compare)
    for (; from < place; from += 1) merged.push(many[from] as T)
    merged.push(one)
  }
  for (; from < many.length; from += 1) merged.push(many[from] as T)
  return merged
}

/** Index of the first one, from this index on, that does not come before it. */
export function placeOf<T>(one: T, all: readonly T[], from: number, compare: (a: T, b: T) => number): number {
  let low = from
  let high = all.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(all[middle] as T, one) < 0) low = middle + 1
    else high = middle
  }
  return low
}
