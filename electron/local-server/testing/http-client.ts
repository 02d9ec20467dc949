import { Buffer } from 'node:buffer'
import type { Agent } from 'node:http'
import { request as httpRequest } from 'node:http'

/** Where requests go. */
export type Address = { readonly socketPath: string } | { readonly host: '127.0.0.1'; readonly port: number }

/** What came back. `json` is undefined when the body is none. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
  readonly json: Fields
}

/** The fields of a JSON object, to be looked at one by one. */
export type Fields = Readonly<Partial<Record<string, unknown>>>

/** A request as it is, so that a test can send what no client would. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Keeps connections; without one each request has its own. */
  readonly agent?: Agent
}

/** Sends one request on a connection of its own. */
export function send(address: Address, raw: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, path, agent = false } = raw
    const request = httpRequest({ ...address, method, path, headers: { ...raw.headers }, agent }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: fieldsOf(text) })
      })
    })
    request.on('error', reject)
    request.end(raw.body)
  })
}

function fieldsOf(text: string): Fields {
  try {
    return Object(JSON.parse(text))
  } catch {
    // Bare words: many answers of this API are.
    return {}
  }
}

/** One person's requests: each with the token and JSON. */
export class ApiUser {
  readonly #address: Address
  readonly token: string

  constructor(address: Address, token: string) {
    this.#address = address
    this.token = token
  }

  static async named(address: Address, userId: string, role = 'user'): Promise<ApiUser> {
    const answer = await send(address, {
      method: 'POST',
      path: '/api/v1/auth/token',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: userId, role }),
    })
    const token = answer.json.access_token
    if (typeof token !== 'string') throw new Error(`No token: ${answer.text}`)
    return new ApiUser(address, token)
  }

  /** @param path behind `/api/v1`. */
  call(method: string, path: string, body?: object): Promise<Answer> {
    return this.#send(method, `/api/v1${path}`, body)
  }

  /** @param path behind `/local`: what is this server's own. */
  local(method: string, path: string, body?: object): Promise<Answer> {
    return this.#send(method, `/local${path}`, body)
  }

  #send(method: string, path: string, body: object | undefined): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const raw = { method, path, headers }
    return send(this.#address, body === undefined ? raw : { ...raw, body: JSON.stringify(body) })
  }

  /** A new session's id. */
  async session(wish: object = {}): Promise<string> {
    return textOf(await this.call('POST', '/sessions', wish), 'id')
  }

  /** A new sandbox's id. */
  async sandbox(wish?: object): Promise<string> {
    return textOf(await this.call('POST', '/sandbox/acquire', wish), 'sandbox_id')
  }

  /** Runs a command and answers with what it printed, both streams in one, trimmed. */
  async output(sandboxId: string, command: readonly string[]): Promise<string> {
    const { json } = await this.call('POST', '/execute', { sandbox_id: sandboxId, command })
    return `${json.stdout}${json.stderr}`.trim()
  }
}

/** A text field of an answer. @throws Error with the whole answer when it has none. */
export function textOf(answer: Answer, field: string): string {
  const value = answer.json[field]
  if (typeof value !== 'string') throw new Error(`${answer.status} ${answer.text}`)
  return value
}
