import type { MessagePortMain } from 'electron'
import type { Port } from '../../shared/wire/port.ts'
import { messagePort } from '../children/message-port.ts'

/** The wire to a window, over the port that main keeps of a `MessageChannelMain`. */
export function channelPort(port: MessagePortMain): Port {
  return messagePort({
    postMessage: (message) => port.postMessage(message),
    listen(onMessage, onEnd) {
      port.on('message', (event) => onMessage(event.data))
      port.on('close', onEnd)
      // Messages wait until then.
      port.start()
    },
    close: () => port.close(),
  })
}
