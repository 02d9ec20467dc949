import { once } from 'node:events'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import type { Server } from 'node:net'
import { connect, createServer } from 'node:net'
import { dirname } from 'node:path'
import type { FastifyInstance } from 'fastify'

/** Between two looks whether the socket is still there, ms. */
const defaultLook = 5_000

/** The Unix socket of the server. */
export interface PrivateSocket {
  /** Ends what the app's own end does not. */
  close(): Promise<void>
}

/**
 * Listens on a path that only this user can open. A socket that is lost is made again: `/run/user/1000` goes when its user
 * logs out, and a server that outlives that has to be found after the next login.
 *
 * @throws Error with a sentence when something lies there that is not ours to replace.
 */
export async function listenOnSocket(app: FastifyInstance, path: string, lookMs = defaultLook): Promise<PrivateSocket> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await freePath(path)
  await app.listen({ path })
  await chmod(path, 0o600)
  let again: Server | undefined

  async function look(): Promise<void> {
    if (await exists(path)) return
    try {
      await ownFolder(dirname(path))
      // Before the next one: its end removes the path.
      again?.close()
      again = createServer((socket) => app.server.emit('connection', socket))
      again.listen(path)
      await once(again, 'listening')
      await chmod(path, 0o600)
    } catch {
      // The folder is not there before its user logs in again.
    }
  }
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, lookMs)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await looking
      again?.close()
    },
  }
}

/** Removes the socket that a killed server left. */
async function freePath(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket()) throw new Error(`${path} is in the way: a socket is needed there. Move it to another place.`)
  if (await answers(path)) throw new Error(`Another program listens on ${path}. End it, or choose another socket.`)
  await rm(path, { force: true })
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** @throws Error when it is somebody else's: in `/tmp` anybody may have made it meanwhile. */
async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { uid } = await lstat(folder)
  if (uid !== process.getuid?.()) throw new Error(`${folder} is not ours`)
}
