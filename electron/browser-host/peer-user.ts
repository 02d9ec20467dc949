import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** The two ports of a connection over the loopback address of IPv4. */
export interface Loop {
  /** The port of the one who connected. */
  readonly peerPort: number
  /** Our port. */
  readonly ownPort: number
}

/** Linux keeps all TCP connections here, each with the user who made it. */
const table = '/proc/net/tcp'

/** 127.0.0.1 as the table writes it. */
const loopback = '0100007F'

/**
 * The user who made a connection, from the kernel's own table; undefined when it is not listed.
 * @param text content of `/proc/net/tcp`
 */
export function peerUid(text: string, { peerPort, ownPort }: Loop): number | undefined {
  const [from, to] = [`${loopback}:${hex(peerPort)}`, `${loopback}:${hex(ownPort)}`]
  for (const line of text.split('\n')) {
    // sl, local, remote, state, queues, timer, retransmits, uid
    const [, local, remote, , , , , uid] = line.trim().split(/\s+/)
    if (local === from && remote === to && uid !== undefined) return Number(uid)
  }
  return undefined
}

/**
 * Whether a user of this computer may use the window of another. Root may (it forwards ports for others), and whoever
 * runs this as root has said that the address is for somebody else. What is not known is not refused: token and cookie
 * guard the window, and this only keeps them worthless for other users who saw them, on a computer of several people.
 */
export function mayUse(peer: number | undefined, own: number | undefined): boolean {
  return own === undefined || own === 0 || peer === undefined || peer === own || peer === 0
}

/** Asks who made this connection, where the system says so (Linux). */
export async function isOwnUser(socket: Socket): Promise<boolean> {
  const { remotePort: peerPort, localPort: ownPort } = socket
  const own = process.getuid?.()
  if (process.platform !== 'linux' || own === 0 || peerPort === undefined || ownPort === undefined) return true
  try {
    return mayUse(peerUid(await readFile(table, 'utf8'), { peerPort, ownPort }), own)
  } catch {
    // Some sandboxes hide the table.
    return true
  }
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}
