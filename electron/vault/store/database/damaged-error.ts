/** SQLite's own check found damage that an access would have met later. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError'
}
