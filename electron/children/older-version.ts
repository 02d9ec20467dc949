/** Whether a version is older than another one. One that is not of the form 1.2.3 is not. */
export function isOlder(version: string, than: string): boolean {
  const [ours, theirs] = [parts(version), parts(than)]
  for (const [index, part] of ours.entries()) {
    const other = theirs[index] ?? 0
    if (part !== other) return part < other
  }
  return false
}

function parts(version: string): readonly number[] {
  const found = /^(\d+)\.(\d+)\.(\d+)(?:[-+]|$)/.exec(version)
  return found ? found.slice(1).map(Number) : []
}
