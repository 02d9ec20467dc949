/** Whether other programs of this computer may use its server, by TCP on the loopback. */
export interface ProgramsAccess {
  readonly open: boolean
  /** Where it is open; else where it would be opened. */
  readonly port: number
  /** It is wanted open and is not: why, in a sentence. */
  readonly error?: string
  /** Where it is open: the line to paste into Python. */
  readonly python?: string
}
