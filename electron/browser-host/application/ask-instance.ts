import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { InstanceAnswer } from './instance-protocol.ts'
import { comeForward, parseAnswer } from './instance-protocol.ts'
import { readLine } from './read-line.ts'

/** Longest wait for the running window, ms: it may itself be in the middle of starting. */
const patience = 15_000

/** Who listens on the socket. */
export type Asked =
  | { readonly status: 'answered'; readonly answer: InstanceAnswer }
  /** Nobody: there is no socket, or the process that made it is dead. */
  | { readonly status: 'nobody' }
  /** Somebody took the question and gave no answer that is understood. */
  | { readonly status: 'silent' }

/** Asks the window that runs on a data folder to come forward. */
export async function askInstance(socketPath: string, wait = patience): Promise<Asked> {
  const socket = await reach(socketPath)
  if (socket === undefined) return { status: 'nobody' }
  const timer = setTimeout(() => socket.destroy(), wait)
  socket.write(comeForward)
  const line = await readLine(socket)
  clearTimeout(timer)
  socket.destroy()
  const answer = line === undefined ? undefined : parseAnswer(line)
  return answer === undefined ? { status: 'silent' } : { status: 'answered', answer }
}

/** Whether a process listens on the socket; it is not asked for anything. */
export async function isAlive(socketPath: string): Promise<boolean> {
  const socket = await reach(socketPath)
  socket?.destroy()
  return socket !== undefined
}

function reach(socketPath: string): Promise<Socket | undefined> {
  const socket = connect(socketPath)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.on('error', () => resolve(undefined))
  })
}
