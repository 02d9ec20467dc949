/** Why this computer cannot run sandboxes at the moment. Each cause has one remedy. */
export type LocalProbeCause =
  /** Sandboxes of this kind need the Linux kernel. */
  | 'not-linux'
  /** The program `bwrap` is not installed. */
  | 'bubblewrap-missing'
  /** It is installed but lacks an option that the isolation stands on. */
  | 'bubblewrap-old'
  /** The kernel allows ordinary users no user namespaces. */
  | 'user-namespaces-off'
  /** Ubuntu 23.10 and later: AppArmor allows them only to programs with a profile. */
  | 'apparmor'
  /** We are inside a container that has no right to make containers. */
  | 'container'
  /** No Python 3.8 or newer: the program that supervises a sandbox is written in it. */
  | 'python-missing'
  /** Anything else; the sentence carries the program's own words. */
  | 'other'

/** What makes the limits on memory, processors and processes hold: the kernel for all of a sandbox, or for each process alone. */
export type LimitsKind = 'cgroup-v2' | 'cgroup-v1' | 'per-process'

/** A probe sandbox was started and answered. */
export interface LocalProbeReady {
  readonly status: 'ready'
  /** What isolates, with its version: `bubblewrap 0.8.0`. */
  readonly isolation: string
  /** What a program finds inside, with versions: `Python 3.11.2`, `Node 20.20`, `bash 5.2`. */
  readonly languages: readonly string[]
  readonly limits: LimitsKind
  /** Why no better kind of limits holds, for a person; missing where the best one does. */
  readonly limitsNote?: string
}

/** The probe sandbox could not be started. */
export interface LocalProbeFailed {
  readonly status: 'failed'
  readonly cause: LocalProbeCause
  /** What is wrong, for a person; ends with a full stop. */
  readonly sentence: string
  /** What to type, one command a line; missing where no command helps. */
  readonly command?: string
}

/** What a real probe sandbox on this computer said. */
export type LocalProbe = LocalProbeReady | LocalProbeFailed
