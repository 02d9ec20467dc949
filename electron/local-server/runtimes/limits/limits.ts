/** What one sandbox may use of this computer. */
export interface SandboxLimits {
  readonly memoryBytes: number
  /** Processors' worth of time; may be a fraction. */
  readonly cpus: number
  /** Processes and threads at once. */
  readonly processes: number
  /** Of the workspace, `/tmp`, the home folder and kept output together. */
  readonly diskBytes: number
}

const gib = 1024 ** 3

/** What a sandbox gets that nobody asked anything for: the API's own figures, and this server's own for what it does not name. */
export const defaultLimits: SandboxLimits = { memoryBytes: 2 * gib, cpus: 2, processes: 2048, diskBytes: 10 * gib }

/** Room for the supervisor beside its programs: what it keeps of their output, and the workers of file calls. */
const supervisorRoom = { memoryBytes: 256 * 1024 ** 2, processes: 64 } as const

/** What programs and supervisor may use together: the programs meet their own limit first. */
export function around(limits: { readonly memoryBytes: number; readonly processes?: number }): {
  readonly memoryBytes: number
  readonly processes: number
} {
  return {
    memoryBytes: limits.memoryBytes + supervisorRoom.memoryBytes,
    processes: (limits.processes ?? 0) + supervisorRoom.processes,
  }
}
