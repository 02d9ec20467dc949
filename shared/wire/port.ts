import { decode, encode } from './codec.ts'

/**
 * What the wire stands on: something that carries messages to a peer, in order, and says when it is over.
 * A message is plain data: what JSON can say, and `Uint8Array`, which stays bytes. Adapters live where their transport
 * does.
 */
export interface Port {
  /**
   * Sends one message; after the end it does nothing. Throws `too-large` (AppError) for a message over the limit of a
   * frame and TypeError for one that is no plain data; nothing is sent then.
   */
  post(message: unknown): void
  /** One listener; what came before it was set is delivered to it first. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once, whoever ended it; also when it had ended before the listener was set. */
  onClose(listener: () => void): void
  /** Ends it for both sides. May be called twice. */
  close(): void
}

/** What an adapter does for its transport. */
export interface Transport {
  /** Hands one message to the transport; not called after the end. */
  send(message: unknown): void
  /** Ends the transport; called at most once. */
  close(): void
}

/** A port, and what its adapter tells it. */
export interface PortEnd extends Port {
  /** A message came. */
  deliver(message: unknown): void
  /** The transport ended, or the peer sent what is no message. */
  ended(): void
}

/** The part that all adapters share: early messages wait, and the end comes once. */
export function portOver(transport: Transport): PortEnd {
  let onMessage: ((message: unknown) => void) | undefined
  let onClose: (() => void) | undefined
  const early: unknown[] = []
  let over = false
  function ended(): void {
    if (over) return
    over = true
    transport.close()
    onClose?.()
  }
  return {
    ended,
    close: ended,
    post(message) {
      if (!over) transport.send(message)
    },
    deliver(message) {
      if (over) return
      if (onMessage) onMessage(message)
      else early.push(message)
    },
    onMessage(listener) {
      onMessage = listener
      for (const message of early.splice(0)) if (!over) listener(message)
    },
    onClose(listener) {
      onClose = listener
      if (over) listener()
    },
  }
}

/**
 * Two ports tied to each other, for a peer in the same process. Messages arrive in a later microtask and go through the
 * codec, so that neither side sees changes of the other and what works here works over a pipe.
 */
export function portPair(): readonly [Port, Port] {
  function end(other: () => PortEnd): PortEnd {
    const later = (task: () => void) => void Promise.resolve().then(task)
    return portOver({
      send(message) {
        const frame = encode(message)
        later(() => other().deliver(decode(frame)))
      },
      close: () => later(() => other().ended()),
    })
  }
  const left: PortEnd = end(() => right)
  const right: PortEnd = end(() => left)
  return [left, right]
}
