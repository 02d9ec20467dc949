import { Agent } from 'node:http'
import type { Address, Answer, Fields } from './http-client.ts'
import { send, textOf } from './http-client.ts'

/**
 * Requests as the Python client sends them, unchanged: one connection kept alive, `user_id` and `role` for a token, a time limit
 * of 300 s, no body where none is needed, and never a bind.
 */
export class SdkClient {
  readonly #address: Address
  readonly #agent: Agent
  #token = ''

  private constructor(address: Address, connections: number) {
    this.#address = address
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  /** @param connections more than one for a client that is no unchanged Python client */
  static async connect(address: Address, userId: string, connections = 1): Promise<SdkClient> {
    const client = new SdkClient(address, connections)
    client.#token = textOf(await client.call('POST', '/auth/token', { user_id: userId, role: 'user' }), 'access_token')
    return client
  }

  call(method: string, path: string, body?: object): Promise<Answer> {
    const json = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      accept: '*/*',
      ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      // As the libraries of Python do for a POST without a body.
      'content-length': String(Buffer.byteLength(json ?? '')),
    }
    const raw = { method, path: `/api/v1${path}`, headers, agent: this.#agent }
    return send(this.#address, json === undefined ? raw : { ...raw, body: json })
  }

  /** @throws Error with the whole answer when it is none of the 2xx. */
  async ask(method: string, path: string, body?: object): Promise<Fields> {
    const answer = await this.call(method, path, body)
    if (answer.status < 200 || answer.status > 299)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.json
  }

  async createSession(wish: object = {}): Promise<string> {
    const defaults = { image: 'python:3.11-slim', cpu_count: 2, memory_mb: 2048, ttl: 24 * 3_600_000_000_000 }
    return String((await this.ask('POST', '/sessions', { ...defaults, ...wish })).id)
  }

  async acquireSandbox(): Promise<string> {
    return String((await this.ask('POST', '/sandbox/acquire')).sandbox_id)
  }

  runCode(sandboxId: string, code: string, language = 'python'): Promise<Fields> {
    return this.ask('POST', '/execute', { sandbox_id: sandboxId, code, language, timeout: 300 })
  }

  /** A string is run as `bash -c`. */
  runCommand(sandboxId: string, command: string): Promise<Fields> {
    return this.ask('POST', '/execute', { sandbox_id: sandboxId, command: ['bash', '-c', command], timeout: 300 })
  }

  writeFile(sandboxId: string, path: string, content: string): Promise<Fields> {
    return this.ask('PUT', '/files', { sandbox_id: sandboxId, path, content })
  }

  /** Drops the connection, as a network does; the next request opens another. */
  breakConnection(): void {
    this.#agent.destroy()
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** The three objects that the Python client's `Sandbox` is made of. */
export class SdkSandbox {
  readonly client: SdkClient
  readonly sessionId: string
  readonly sandboxId: string

  private constructor(client: SdkClient, sessionId: string, sandboxId: string) {
    this.client = client
    this.sessionId = sessionId
    this.sandboxId = sandboxId
  }

  static async create(client: SdkClient): Promise<SdkSandbox> {
    const sessionId = await client.createSession()
    return new SdkSandbox(client, sessionId, await client.acquireSandbox())
  }

  /** @param breaks the connection is lost between the two requests */
  static async resume(client: SdkClient, sessionId: string, breaks = false): Promise<SdkSandbox> {
    await client.ask('POST', `/sessions/${sessionId}/resume`)
    if (breaks) client.breakConnection()
    return new SdkSandbox(client, sessionId, await client.acquireSandbox())
  }

  /** Pauses and releases; answers with the session's id. */
  async pause(): Promise<string> {
    await this.client.ask('POST', `/sessions/${this.sessionId}/pause`)
    await this.client.ask('POST', '/sandbox/release', { sandbox_id: this.sandboxId })
    return this.sessionId
  }

  async destroy(): Promise<void> {
    await this.client.ask('POST', '/sandbox/release', { sandbox_id: this.sandboxId })
    await this.client.ask('DELETE', `/sessions/${this.sessionId}`)
  }
}
