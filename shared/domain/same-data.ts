/** Do two plain values (JSON, with members that may be absent or undefined alike) say the same? */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((part, index) => sameData(part, b[index]))
    )
  const names = Object.keys(a)
  return (
    names.every((name) => sameData(Reflect.get(a, name), Reflect.get(b, name))) &&
    // What only the second one has.
    Object.keys(b).every((name) => Object.hasOwn(a, name) || Reflect.get(b, name) === undefined)
  )
}
