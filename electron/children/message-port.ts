import { withOwnBytes } from '../../shared/wire/plain-data.ts'
import type { Port } from '../../shared/wire/port.ts'
import { portOver } from '../../shared/wire/port.ts'

/** A channel that clones messages: what `node:worker_threads`, `utilityProcess` and Electron's ports have in common. */
export interface Channel {
  postMessage(message: unknown): void
  /** Passes on each message as it was posted, and starts the channel where it has to be started. */
  listen(onMessage: (message: unknown) => void, onEnd: () => void): void
  close(): void
}

/**
 * Posted before a channel is closed, because not every channel tells its other end (a renderer's MessagePort before
 * Chromium 122, a utility process): whoever gets it closes.
 */
export const goodbye = null

/** The wire over a channel. */
export function messagePort(channel: Channel): Port {
  const end = portOver({
    send: (message) => channel.postMessage(withOwnBytes(message)),
    close() {
      try {
        channel.postMessage(goodbye)
      } catch {
        // It has ended already.
      }
      channel.close()
    },
  })
  channel.listen((message) => (message === goodbye ? end.ended() : end.deliver(message)), end.ended)
  return end
}

/** What is used of `MessagePort` of `node:worker_threads`. */
export interface WorkerPortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close' | 'messageerror', listener: () => void): unknown
  close(): void
}

export function workerPort(port: WorkerPortLike): Port {
  return messagePort({
    postMessage: (message) => port.postMessage(message),
    listen(onMessage, onEnd) {
      port.on('message', onMessage)
      port.on('messageerror', onEnd)
      port.on('close', onEnd)
    },
    close: () => port.close(),
  })
}

/** What is used of Electron's `UtilityProcess`, in main. */
export interface UtilityProcessLike {
  readonly stderr: NodeJS.ReadableStream | null
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

/** Main's end. Closing it ends nothing by itself: the child exits when it is told goodbye. */
export function utilityPort(child: UtilityProcessLike): Port {
  let hasExited = false
  return messagePort({
    // Electron itself may crash when something is posted to a process that has gone.
    postMessage: (message) => {
      if (!hasExited) child.postMessage(message)
    },
    listen(onMessage, onEnd) {
      child.on('message', onMessage)
      child.on('exit', () => {
        hasExited = true
        onEnd()
      })
    },
    close() {},
  })
}

/** What is used of `process.parentPort`, in a utility process. */
export interface ParentPortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
}

/** The child's end. Main's end ends with the process. */
export function parentPort(port: ParentPortLike): Port {
  return messagePort({
    postMessage: (message) => port.postMessage(message),
    listen: (onMessage) => port.on('message', (event) => onMessage(event.data)),
    close() {},
  })
}
