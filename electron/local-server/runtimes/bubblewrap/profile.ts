import { insideUser } from './identity.ts'

/** A folder in memory. */
export interface MemoryFolder {
  readonly target: string
  readonly bytes: number
  /** Nothing in it can be started. Only where the server runs as root: bubblewrap itself has no word for it. */
  readonly noexec: boolean
}

/** What sandboxes are like inside, apart from what each of them is made with. */
export interface SandboxProfile {
  /** Who programs are. Outside it is always an ordinary user. */
  readonly user: { readonly uid: number; readonly gid: number; readonly name: string; readonly home: string }
  /** Kept of the rights that the user has over what is its own in there, such as CAP_CHOWN. */
  readonly capabilities: readonly string[]
  /** Writable folders in memory, gone with the sandbox. `/workspace` may be one, whatever folder was asked for. */
  readonly memory: readonly MemoryFolder[]
  /** Programs of this computer that are not to be had inside. */
  readonly hidden: readonly string[]
  /** The first process reaps nothing that it did not start. */
  readonly leavesOrphans: boolean
}

/** Ours. */
export const ownProfile: SandboxProfile = {
  user: insideUser,
  capabilities: [],
  memory: [],
  hidden: [],
  leavesOrphans: false,
}
