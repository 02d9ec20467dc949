/** The end of one of the application's logs. */
export interface LogText {
  /** Which process wrote it: `main`, `vault`, `local-server`. */
  readonly name: string
  /** Whole lines, oldest first; secrets and ids are left out. */
  readonly text: string
  /** There is more before. */
  readonly isCut: boolean
}
