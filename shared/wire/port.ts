/**
 * What the wire stands on: something that carries messages to a peer, in order, and says when it is over.
 * A message is plain data: JSON values and `Uint8Array`, which stays bytes. Adapters live where their transport does.
 */
export interface Port {
  /** Sends one message. After the end it does nothing. */
  post(message: unknown): void
  /** One listener; set before the first message is delivered. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once, whoever ended it; also when it had ended before the listener was set. */
  onClose(listener: () => void): void
  /** Ends it for both sides. May be called twice. */
  close(): void
}

/** Two ports tied to each other, for tests and for a peer in the same process. Messages arrive in a later microtask. */
export function portPair(): readonly [Port, Port] {
  interface End extends Port {
    deliver(message: unknown): void
    ended(): void
  }
  function end(other: () => End): End {
    let onMessage: ((message: unknown) => void) | undefined
    let onClose: (() => void) | undefined
    const waiting: unknown[] = []
    let closed = false
    return {
      post(message) {
        if (!closed) void Promise.resolve().then(() => other().deliver(message))
      },
      deliver(message) {
        if (closed) return
        if (onMessage) onMessage(message)
        else waiting.push(message)
      },
      onMessage(listener) {
        onMessage = listener
        for (const message of waiting.splice(0)) listener(message)
      },
      onClose(listener) {
        onClose = listener
        if (closed) listener()
      },
      close() {
        if (closed) return
        this.ended()
        void Promise.resolve().then(() => other().ended())
      },
      ended() {
        if (closed) return
        closed = true
        onClose?.()
      },
    }
  }
  const left: End = end(() => right)
  const right: End = end(() => left)
  return [left, right]
}
