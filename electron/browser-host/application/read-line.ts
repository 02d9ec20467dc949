import type { Socket } from 'node:net'
import { maxLine } from './instance-protocol.ts'

/** The first line that a socket sends, without its end; undefined when it ends, fails or says too much before. */
export function readLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => {
      text += piece
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
      else if (text.length > maxLine) {
        socket.destroy()
        resolve(undefined)
      }
    })
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
  })
}
