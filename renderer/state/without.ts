/** A copy without some members: an absent member is what `exactOptionalPropertyTypes` wants for "not there". */
export function without<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
  const copy = { ...value }
  for (const key of keys) delete copy[key]
  return copy
}
