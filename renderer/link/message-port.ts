import { withOwnBytes } from '../../shared/wire/plain-data.ts'
import type { Port } from '../../shared/wire/port.ts'
import { portOver } from '../../shared/wire/port.ts'

/** Posted before a channel is closed, because Chromium tells the other end only from 122 on. Main does the same. */
const goodbye = null

/** A wire's port over a MessagePort of the page. Bytes and plain data cross by structured clone. */
export function messagePort(channel: MessagePort): Port {
  const end = portOver({
    send: (message) => channel.postMessage(withOwnBytes(message)),
    close() {
      channel.postMessage(goodbye)
      channel.close()
    },
  })
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
    data === goodbye ? end.ended() : end.deliver(data),
  )
  channel.addEventListener('close', end.ended)
  channel.start()
  return end
}
