import { readFileSync } from 'node:fs'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { FreshReads } from '../fresh-reads.ts'
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
 *
 * The kernel's tables take it tens of milliseconds: however many ask, they are read by one at a time, and block nothing.
 */
export async function mayBeSuspect(connection: LoopbackConnection, suspects: Suspects): Promise<boolean> {
  const socket = (await sockets.get()).get(otherEnd(connection))
  if (socket === undefined) return true
  if (socket.uid !== suspects.uid) return false
  const holder = (await holdersOf(suspects.uid).get()).get(socket.inode)
  return holder === undefined || descendsFrom(holder, suspects.ancestor)
}

interface SocketEntry {
  readonly uid: number
  readonly inode: string
}

const sockets = new FreshReads(readSockets)
const holders = new Map<number, FreshReads<ReadonlyMap<string, number>>>()

function holdersOf(uid: number): FreshReads<ReadonlyMap<string, number>> {
  const known = holders.get(uid) ?? new FreshReads(() => readHolders(uid))
  holders.set(uid, known)
  return known
}

/** The other end's own entry in the kernel's tables: there its local side is our remote one. */
function otherEnd({ remoteAddress, remotePort, localPort }: LoopbackConnection): string {
  const bytes = remoteAddress.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  const port = (value: number) => value.toString(16).padStart(4, '0').toUpperCase()
  return `${bytes.reverse().join('').toUpperCase()}:${port(remotePort)} ${port(localPort)}`
}

/** Every connection of this computer, as `otherEnd` spells it. */
async function readSockets(): Promise<ReadonlyMap<string, SocketEntry>> {
  const found = new Map<string, SocketEntry>()
  for (const [table, prefix] of [
    // A socket for both families, connected to an address of the old one.
    ['/proc/net/tcp6', '0000000000000000FFFF0000'],
    ['/proc/net/tcp', ''],
  ] as const) {
    const text = await readFile(table, 'latin1').catch(() => '')
    for (const line of text.split('\n')) {
      const [, local, remote, , , , , uid, , inode] = line.trim().split(/\s+/)
      if (local === undefined || remote === undefined || uid === undefined || inode === undefined) continue
      if (local.startsWith(prefix)) {
        found.set(`${local.slice(prefix.length)} ${remote.slice(-4)}`, { uid: Number(uid), inode })
      }
    }
  }
  return found
}

/** Of a user's processes that let it be seen: the newest that has a socket open, by the socket's inode. */
async function readHolders(uid: number): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  for (const pid of pids.sort((a, b) => a - b)) {
    // One that ended meanwhile, or hides its files, shows none.
    for (const inode of await socketsOf(pid, uid).catch(() => [])) found.set(inode, pid)
  }
  return found
}

async function socketsOf(pid: number, uid: number): Promise<readonly string[]> {
  if ((await stat(`/proc/${pid}`)).uid !== uid) return []
  const files = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(files.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])
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
