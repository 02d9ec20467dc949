import { randomBytes } from 'node:crypto'
import { link, rm, stat, writeFile } from 'node:fs/promises'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { isAlive } from './ask-instance.ts'
import type { InstanceAnswer } from './instance-protocol.ts'
import { isComeForward } from './instance-protocol.ts'
import { readLine } from './read-line.ts'

/** The side that is asked: takes one line and answers with one. */
export function answering(onAsk: () => Promise<InstanceAnswer>): (socket: Socket) => Promise<void> {
  return async (socket) => {
    const line = await readLine(socket)
    if (line === undefined || !isComeForward(line)) {
      socket.destroy()
      return
    }
    try {
      socket.end(`${JSON.stringify(await onAsk())}\n`)
    } catch {
      // The one who asks says that nothing was answered.
      socket.destroy()
    }
  }
}

/**
 * Listens on a name that nothing has yet; undefined when something has it. A socket listens under a name of its own
 * first and is then linked to the real one, which fails when that exists: whoever finds the real name finds somebody
 * listening. (A bare `listen` leaves a moment in which a living socket refuses connections like a dead one.)
 * @returns stops listening and frees the name
 */
export async function listenAlone(
  socketPath: string,
  onSocket: (socket: Socket) => Promise<void>,
): Promise<(() => Promise<void>) | undefined> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    void onSocket(socket)
  })
  const stop = () => {
    for (const socket of open) socket.destroy()
    return close(server)
  }
  if (isPipe(socketPath)) return (await tryListen(server, socketPath)) ? stop : undefined
  const own = besides(socketPath)
  if (!(await tryListen(server, own))) return undefined
  try {
    await link(own, socketPath)
  } catch (error) {
    await stop()
    if (codeOf(error) === 'EEXIST') return undefined
    throw error
  } finally {
    await rm(own, { force: true })
  }
  return async () => {
    await stop()
    await removeDead(socketPath)
  }
}

/** A takeover lasts less than a millisecond; a mark older than this was left by a process that was killed in it, ms. */
const staleMark = 10_000

/**
 * Frees a name on which nobody listens. Only the one start that makes the mark of this very socket may remove it, and
 * nothing else takes the place of a socket that is there: so a living one is never removed.
 */
export async function removeDead(socketPath: string): Promise<void> {
  if (isPipe(socketPath)) return
  const dead = await identity(socketPath)
  if (dead === undefined) return
  const mark = path.join(path.dirname(socketPath), `.${dead}`)
  try {
    await writeFile(mark, '', { flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    const made = await stat(mark).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > staleMark) await rm(mark, { force: true })
    // Another start is at it.
    await setTimeout(10)
    return
  }
  // Another start may have finished its takeover between our look and our mark.
  if ((await identity(socketPath)) === dead && !(await isAlive(socketPath))) await rm(socketPath, { force: true })
  await rm(mark, { force: true })
}

/** Tells the sockets apart that lie under one name one after the other; undefined when there is none. */
async function identity(socketPath: string): Promise<string | undefined> {
  const found = await stat(socketPath, { bigint: true }).catch(() => undefined)
  return found && `${found.ino}-${found.mtimeNs}`
}

/** A named pipe of Windows ends with its process, so there is nothing to clean up. */
const isPipe = (socketPath: string) => socketPath.startsWith('\\\\')

/** A new short name in the same folder: the length of a socket's path is limited. */
const besides = (socketPath: string) => path.join(path.dirname(socketPath), `.${randomBytes(4).toString('hex')}`)

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

/** False when the name is taken. */
function tryListen(server: Server, where: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (codeOf(error) === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(where, () => {
      // The window keeps the process going, not this.
      server.unref()
      resolve(true)
    })
  })
}
