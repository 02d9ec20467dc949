import { Agent, request } from 'node:http'
import { field } from './json-field.ts'

/** How long a server on this computer may take to answer (ms). */
const answerWait = 2000

/** What the local server's `/health` says of itself. */
export interface LocalServerHealth {
  readonly version: string
  /** Another one after each start; empty for a server that does not tell. */
  readonly instance: string
  /** What isolates: "bubblewrap 0.8.0". */
  readonly runtime: string
  /** Undefined for a server that does not tell. */
  readonly pid: number | undefined
}

/** Who uses a server: connections beside the one that asks, and held sandboxes. */
export interface InUse {
  readonly clients: number
  readonly sandboxes: number
}

/** The server of a private socket, asked over one connection: a second one would count as another client. */
export interface AskedServer {
  /** Undefined when nobody answers with 200. */
  health(): Promise<LocalServerHealth | undefined>
  /** Asks it to end for another server: it does, or who uses it. Undefined when it does not know the question. */
  makeRoom(): Promise<'ends' | InUse | undefined>
  end(): void
}

export function askedServer(socketPath: string): AskedServer {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    async health() {
      const answer = await ask(socketPath, agent, 'GET', '/health')
      if (answer?.status !== 200) return undefined
      const text = (name: string) => String(field(answer.body, name) ?? '')
      const pid = field(answer.body, 'pid')
      return {
        version: text('version'),
        instance: text('instance'),
        runtime: text('runtime'),
        pid: typeof pid === 'number' ? pid : undefined,
      }
    },
    async makeRoom() {
      const answer = await ask(socketPath, agent, 'POST', '/local/end')
      if (answer?.status === 200) return 'ends'
      const figure = (name: string) => Number(field(answer?.body, name) ?? 0)
      return answer?.status === 409 ? { clients: figure('clients'), sandboxes: figure('sandboxes') } : undefined
    },
    end: () => agent.destroy(),
  }
}

/** Does a server answer `GET /health` on this socket? */
export async function answersHealth(socketPath: string): Promise<boolean> {
  const server = askedServer(socketPath)
  const health = await server.health()
  server.end()
  return health !== undefined
}

interface Answer {
  readonly status: number | undefined
  /** Undefined when it is no JSON. */
  readonly body: unknown
}

/** Undefined without an answer in time. */
function ask(socketPath: string, agent: Agent, method: string, path: string): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path, method, timeout: answerWait, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
      })
      response.on('error', () => resolve(undefined))
      response.on('end', () => resolve({ status: response.statusCode, body: parse(text) }))
    })
    asked.on('error', () => resolve(undefined))
    asked.on('timeout', () => asked.destroy(new Error('No answer in time.')))
    asked.end()
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
