import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Address, Fields } from './http-client.ts'
import type { Random } from './random.ts'
import { SdkClient } from './sdk-client.ts'

/** What a server answered of a session, and what therefore must be there. */
interface Known {
  /** Undefined while the answer to its creation is missing. */
  readonly id: string | undefined
  readonly status: 'active' | 'paused'
  readonly expires: Expiry
  /** What no request changes: as the creation answered. */
  readonly fixed: Fields
  /** Hashes of contents by name. */
  readonly files: Readonly<Record<string, string>>
}

interface Expiry {
  readonly at: string
  /** False while the answer to a request that may move it is missing: then it is at this time or later. */
  readonly isExact: boolean
}

/** The server went away before it answered. */
class CutError extends Error {}

const fixedFields = ['user_id', 'image', 'cpu_count', 'memory_mb', 'metadata', 'created_at']

/**
 * A client that writes without a rest and notes every answer. When one is missing, both is right afterwards: that it happened and
 * that it did not.
 */
export class Writer {
  readonly #userId: string
  readonly #random: Random
  #client: SdkClient | undefined
  #sandbox: string | undefined
  /** What may be there; one thing, unless an answer is missing. Undefined: no session. */
  #possible: readonly (Known | undefined)[] = [undefined]

  constructor(userId: string, random: Random) {
    this.#userId = userId
    this.#random = random
  }

  /** Writes until the server goes away. @param onAnswer after each answer */
  async writeUntilCut(address: Address, onAnswer: () => void): Promise<void> {
    try {
      this.#client = await this.#uncut(SdkClient.connect(address, this.#userId))
      for (;;) {
        await this.#step()
        onAnswer()
      }
    } catch (error) {
      if (!(error instanceof CutError)) throw error
    } finally {
      this.#client?.close()
      this.#sandbox = undefined
    }
  }

  /** Looks whether the server has exactly what it had answered. @throws Error that says what is different. */
  async verify(address: Address): Promise<void> {
    const client = await SdkClient.connect(address, this.#userId)
    try {
      const listed: readonly Fields[] = Object((await client.ask('GET', '/sessions')).sessions)
      if (listed.length > 1) throw new Error(`More sessions than were made: ${JSON.stringify(listed)}`)
      const [session] = listed
      const found = session === undefined ? undefined : await read(client, session)
      const match = this.#possible.findIndex((known) => isSame(known, found))
      if (match < 0) {
        throw new Error(`Found ${JSON.stringify(found)}, which is none of ${JSON.stringify(this.#possible)}`)
      }
      // To look into a paused one it was resumed, which may have moved its end.
      this.#possible = [found && { ...found, expires: expiryOf(await client.ask('GET', `/sessions/${found.id}`)) }]
    } finally {
      client.close()
    }
  }

  async #step(): Promise<void> {
    const [now] = this.#possible
    const client = this.#client
    if (client === undefined) throw new Error('It is not connected')
    if (now?.id === undefined) return this.#create(client)
    if (now.status === 'paused') return this.#resume(client, now)
    if (this.#sandbox === undefined) {
      this.#sandbox = await this.#uncut(client.acquireSandbox())
      return
    }
    await this.#random.pick<() => Promise<unknown>>(
      [70, () => this.#put(client, now, String(this.#sandbox))],
      [10, () => this.#remove(client, now, String(this.#sandbox))],
      [10, () => this.#pause(client, now, String(this.#sandbox))],
      [5, () => this.#uncut(client.ask('POST', `/sessions/${now.id}/touch`))],
      [5, () => this.#end(client, now)],
    )()
  }

  async #create(client: SdkClient): Promise<void> {
    const wish = { image: 'kept', cpu_count: 1, memory_mb: 512, metadata: { n: String(this.#random.below(1e9)) } }
    const unknown = { at: '', isExact: false }
    const made: Known = { id: undefined, status: 'active', expires: unknown, fixed: wish, files: {} }
    this.#possible = [undefined, made]
    const answer = await this.#uncut(client.ask('POST', '/sessions', wish))
    this.#possible = [{ ...made, id: String(answer.id), expires: expiryOf(answer), fixed: fixedOf(answer) }]
  }

  async #resume(client: SdkClient, now: Known): Promise<void> {
    const resumed: Known = { ...now, status: 'active', expires: { ...now.expires, isExact: false } }
    const asked = client.ask('POST', `/sessions/${now.id}/resume`)
    await this.#change(asked, resumed)
    this.#possible = [{ ...resumed, expires: expiryOf(await asked) }]
  }

  #put(client: SdkClient, now: Known, sandbox: string): Promise<void> {
    const name = `file ${this.#random.below(5)}`
    const content = this.#random
      .next()
      .toString(36)
      .repeat(1 + this.#random.below(20_000))
    const files = { ...now.files, [name]: createHash('sha256').update(content).digest('hex') }
    return this.#change(client.writeFile(sandbox, `/workspace/${name}`, content), { ...now, files })
  }

  #remove(client: SdkClient, now: Known, sandbox: string): Promise<void> {
    const name = `file ${this.#random.below(5)}`
    const { [name]: _, ...files } = now.files
    const query = new URLSearchParams({ sandbox_id: sandbox, path: name })
    return this.#change(client.ask('DELETE', `/files?${query}`), { ...now, files })
  }

  async #pause(client: SdkClient, now: Known, sandbox: string): Promise<void> {
    await this.#change(client.ask('POST', `/sessions/${now.id}/pause`), { ...now, status: 'paused' })
    await this.#uncut(client.ask('POST', '/sandbox/release', { sandbox_id: sandbox }))
    this.#sandbox = undefined
  }

  async #end(client: SdkClient, now: Known): Promise<void> {
    await this.#change(client.ask('DELETE', `/sessions/${now.id}`), undefined)
    await this.#uncut(client.ask('POST', '/sandbox/release', { sandbox_id: this.#sandbox }))
    this.#sandbox = undefined
  }

  /** What is asked for, and what is there once it was answered. */
  async #change(asked: Promise<unknown>, after: Known | undefined): Promise<void> {
    this.#possible = [...this.#possible, after]
    await this.#uncut(asked)
    this.#possible = [after]
  }

  async #uncut<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked
    } catch (error) {
      if (error instanceof Error && 'code' in error) throw new CutError('The server is gone', { cause: error })
      throw error
    }
  }
}

function fixedOf(session: Fields): Fields {
  return Object.fromEntries(fixedFields.map((name) => [name, session[name]]))
}

function expiryOf(session: Fields): Expiry {
  return { at: String(session.expires_at), isExact: true }
}

/** Of a session that the answer to its creation is missing of, only the wish is known. */
function isSame(known: Known | undefined, found: Known | undefined): boolean {
  if (known === undefined || found === undefined) return known === found
  if (known.id === undefined) {
    const isNew = found.status === 'active' && Object.keys(found.files).length === 0
    return isNew && found.fixed.image === known.fixed.image
  }
  const { expires, ...rest } = known
  const { expires: foundExpires, ...foundRest } = found
  const isOnTime = expires.isExact ? foundExpires.at === expires.at : foundExpires.at >= expires.at
  return isOnTime && isDeepStrictEqual(rest, foundRest)
}

/** A write that was cut off may leave its own file behind; what it was to replace is as it was. */
const list = `
import hashlib, json, os
print(json.dumps({name: hashlib.sha256(open("/workspace/" + name, "rb").read()).hexdigest() for name in os.listdir("/workspace") if not name.startswith(".cloud-sandbox-")}))
`

/** A session as it is now, with its files. A paused one is looked into and paused again. */
async function read(client: SdkClient, session: Fields): Promise<Known> {
  const id = String(session.id)
  const { status } = session
  if (status !== 'active' && status !== 'paused') throw new Error(`It is ${status}`)
  if ((session.paused_at !== undefined) !== (status === 'paused')) {
    throw new Error(`It is ${status}, and was paused: ${session.paused_at}`)
  }
  if (status === 'paused') await client.ask('POST', `/sessions/${id}/resume`)
  const sandbox = await client.acquireSandbox()
  const { sandbox_id: tied } = await client.ask('GET', `/sessions/${id}`)
  if (tied !== sandbox) throw new Error(`The sandbox ${sandbox} was not given to the session, which has ${tied}`)
  const { stdout } = await client.runCode(sandbox, list)
  if (status === 'paused') await client.ask('POST', `/sessions/${id}/pause`)
  await client.ask('POST', '/sandbox/release', { sandbox_id: sandbox })
  return { id, status, expires: expiryOf(session), fixed: fixedOf(session), files: JSON.parse(String(stdout)) }
}
