/** The supervisor, and so the whole sandbox, ended: on purpose, killed from outside, or out of memory. */
export class SandboxEndedError extends Error {
  override readonly name = 'SandboxEndedError'
}

/** The supervisor refused a request. `code` is a name of errno or one of the protocol's own words. */
export class SupervisorError extends Error {
  override readonly name = 'SupervisorError'
  readonly code: string
  /** How far the start of a program came: `limits`, `cwd`, `program` or `fork`. Missing for all else. */
  readonly stage: string | undefined

  constructor(code: string, message: string, stage: string | undefined) {
    super(message)
    this.code = code
    this.stage = stage
  }
}
