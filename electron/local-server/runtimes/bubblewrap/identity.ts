/** The user whose rights a sandbox's processes have on this computer. */
export interface HostIdentity {
  readonly uid: number
  readonly gid: number
}

/**
 * For a server that runs as root. A number of its own, not `nobody`: other services share that one, and a program that
 * broke out would have their rights. It lies below 65536, because in a rootless container nothing above is mapped, and in a
 * stretch that systemd's table of user ids (60706-61183) leaves free.
 */
const dedicated: HostIdentity = { uid: 61_000, gid: 61_000 }

/** Who sandboxes run as when that is not the server's own user: root is always given up. */
export function identityToDropTo(uid: number | undefined = process.getuid?.()): HostIdentity | undefined {
  return uid === 0 ? dedicated : undefined
}

/** Who programs are inside: an ordinary user, whoever it is outside. */
export const insideUser = { uid: 1000, gid: 1000, name: 'user', home: '/home/user' } as const
