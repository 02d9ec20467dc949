import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import type { LoopbackConnection } from '../runtime.ts'

/** Who could be at the other end and must not be. */
export interface Suspects {
  /** The user that sandboxes run as. */
  readonly uid: number
  /** Every process of every sandbox descends from this one. */
  readonly ancestor: number
}

/**
 * Whether the other end of a connection may be one of the suspects. A sandbox with a network shares this computer's
 * loopback. What cannot be proved innocent is suspect: a program can hide its open files, or let go of a socket by
 * sending it to itself.
 */
export function mayBeSuspect(connection: LoopbackConnection, suspects: Suspects): boolean {
  const socket = findSocket(connection)
  if (socket === undefined) return true
  if (socket.uid !== suspects.uid) return false
  const holder = findHolder(socket.inode, suspects.uid)
  return holder === undefined || descendsFrom(holder, suspects.ancestor)
}

/** The other end's own entry in the kernel's tables: there its local side is our remote one. */
function findSocket(connection: LoopbackConnection): { readonly uid: number; readonly inode: string } | undefined {
  const bytes = connection.remoteAddress.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  const address = bytes.reverse().join('').toUpperCase()
  const port = (value: number) => value.toString(16).padStart(4, '0').toUpperCase()
  for (const [table, prefix] of [
    ['/proc/net/tcp', ''],
    // A socket for both families, connected to an address of the old one.
    ['/proc/net/tcp6', '0000000000000000FFFF0000'],
  ] as const) {
    const local = `${prefix}${address}:${port(connection.remotePort)}`
    for (const line of readOrNothing(table).split('\n')) {
      const fields = line.trim().split(/\s+/)
      if (fields[1] !== local || !fields[2]?.endsWith(`:${port(connection.localPort)}`)) continue
      const [uid, inode] = [fields[7], fields[9]]
      if (uid !== undefined && inode !== undefined) return { uid: Number(uid), inode }
    }
  }
  return undefined
}

/** A process of this user that has the socket open and lets it be seen. */
function findHolder(inode: string, uid: number): number | undefined {
  const wanted = `socket:[${inode}]`
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  // The newest first: who has just connected is often among them.
  for (const pid of pids.map(Number).sort((a, b) => b - a)) {
    if (opens(pid, uid, wanted)) return pid
  }
  return undefined
}

function opens(pid: number, uid: number, wanted: string): boolean {
  try {
    if (statSync(`/proc/${pid}`).uid !== uid) return false
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOrNothing(`/proc/${pid}/fd/${fd}`) === wanted)
  } catch {
    // It ended meanwhile, or hides its files.
    return false
  }
}

/** A process that lost its parent in a sandbox gets the sandbox's first one: the line to us never breaks. */
function descendsFrom(pid: number, ancestor: number): boolean {
  for (let current = pid; current > 1; ) {
    if (current === ancestor) return true
    const parent = /^PPid:\s+(\d+)/m.exec(readOrNothing(`/proc/${current}/status`))?.[1]
    // Ended meanwhile: nothing is proved.
    if (parent === undefined) return true
    current = Number(parent)
  }
  return false
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function linkOrNothing(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
