import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { InstanceAnswer } from './instance-protocol.ts'
import { comeForward, parseAnswer } from './instance-protocol.ts'
import { readLine } from './read-line.ts'

/** Who listens on the socket. */
export type Asked =
  | { readonly status: 'answered'; readonly answer: InstanceAnswer }
  /** Nobody: there is no socket, or the process that made it is dead. */
  | { readonly status: 'nobody' }
  /** Somebody took the question, but ended before an answer: it is about to quit, or it crashed. */
  | { readonly status: 'ended' }
  /** Somebody took the question and gave no answer in time, or none that is understood. */
  | { readonly status: 'silent' }

/**
 * Asks the window that runs on a data folder to come forward.
 * @param wait longest wait for an answer, ms
 */
export async function askInstance(socketPath: string, wait: number): Promise<Asked> {
  const socket = await reach(socketPath)
  if (socket === undefined) return { status: 'nobody' }
  let late = false
  const timer = setTimeout(() => {
    late = true
    socket.destroy()
  }, wait)
  socket.write(comeForward)
  const line = await readLine(socket)
  clearTimeout(timer)
  socket.destroy()
  if (line === undefined) return { status: late ? 'silent' : 'ended' }
  const answer = parseAnswer(line)
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
