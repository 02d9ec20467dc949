import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { field } from './json-field.ts'

/** Pause before a server that closed our connection is asked again (ms). */
const pause = 250

/** Follows one start of the local server. */
export interface ServerWatch {
  /** Resolves when that one no longer answers on its socket. */
  readonly gone: Promise<void>
  /** Stops following; `gone` then stays open. */
  end(): void
}

/**
 * Holds a connection to the server, by which the server knows that it has a client. When that closes, because the server
 * has ended or for its silence, the server is asked again: a refusal, or the answer of another start, means that it has
 * gone.
 */
export function watchLocalServer(socketPath: string, instance: string): ServerWatch {
  // Its connection counts as idle between two questions, so that it does not hold up the server's end.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let ended = false
  async function follow(): Promise<void> {
    while (!ended && (await hold(socketPath, agent, instance)) === 'closed')
      await sleep(pause, undefined, { ref: false })
  }
  return {
    gone: new Promise((resolve) => {
      void follow().then(() => {
        if (!ended) resolve()
      })
    }),
    end() {
      ended = true
      agent.destroy()
    },
  }
}

/** Asks once and waits until the connection is closed, or until it is clear that nobody or another one answers. */
function hold(socketPath: string, agent: Agent, instance: string): Promise<'closed' | 'gone'> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/health', agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('error', () => {})
      response.on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => {
        if (instanceIn(text) !== instance) resolve('gone')
      })
    })
    asked.once('socket', (socket) => {
      // Watching must not keep this process.
      socket.unref()
      socket.once('close', () => resolve('closed'))
    })
    asked.on('error', (error) => {
      // EAGAIN: it lives, and has more to do than it can take. A connection that broke is asked for again.
      const code = 'code' in error ? error.code : undefined
      if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve('gone')
    })
    asked.end()
  })
}

/** Empty for a server that does not tell, and for one that answers that it is ending. */
function instanceIn(text: string): string {
  try {
    const found = field(JSON.parse(text), 'instance')
    return typeof found === 'string' ? found : ''
  } catch {
    return ''
  }
}
