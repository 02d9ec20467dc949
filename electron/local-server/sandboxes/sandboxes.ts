import { randomBytes } from 'node:crypto'
import { RequestError } from '../errors.ts'
import type { Person } from '../people.ts'
import { mayUse } from '../people.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { Sandbox } from './sandbox.ts'

/** As many as a computer of one person could want; beyond it acquire says that the pool is exhausted. */
const mostSandboxes = 50

/** Figures of `GET /sandbox/stats`; the last three are what other clients of the API call the same. */
export interface SandboxStats {
  readonly idle: number
  readonly active: number
  readonly creating: number
  readonly max: number
  readonly total: number
  readonly available: number
  readonly in_use: number
}

/** What becomes of a sandbox's folder with its end. */
export type FolderFate = 'keep folder' | 'remove folder'

/** A folder that belongs to a session outlives the sandbox. */
export function folderOf(sandbox: Sandbox): FolderFate {
  return sandbox.sessionId === undefined ? 'remove folder' : 'keep folder'
}

/** All sandboxes of this server, by id. They live as long as the server and no longer. */
export class Sandboxes {
  readonly runtime: Runtime
  readonly #most: number
  readonly #all = new Map<string, Sandbox>()
  #creating = 0
  /** Called when one ended by itself and was taken off the list, with the session it was bound to. */
  onLost: (sandbox: Sandbox) => void = () => undefined

  constructor(runtime: Runtime, most = mostSandboxes) {
    this.runtime = runtime
    this.#most = most
    runtime.onEvent = (event) => this.#all.get(event.id)?.causes.note(event)
  }

  /**
   * Makes and starts one.
   *
   * @param userId whose it is
   * @throws RequestError 503 when there are too many
   */
  async acquire(userId: string, network: boolean): Promise<Sandbox> {
    if (this.#all.size + this.#creating >= this.#most) throw new RequestError(503, 'sandbox pool exhausted')
    this.#creating += 1
    try {
      const containerId = randomBytes(32).toString('hex')
      const identity = { id: containerId.slice(0, 8), containerId }
      const workspace = await this.runtime.workspaces.create()
      const sandbox = new Sandbox(this.runtime, identity, { workspace, network, userId })
      sandbox.onLost = () => this.#lose(sandbox)
      try {
        await sandbox.start()
      } catch (error) {
        await this.runtime.workspaces.remove(workspace)
        throw error
      }
      this.#all.set(identity.id, sandbox)
      // It may have ended before it was on the list, when nobody was told.
      if (sandbox.supervisor === undefined) this.#lose(sandbox)
      return sandbox
    } finally {
      this.#creating -= 1
    }
  }

  /** Undefined when there is none of this id, or it is another person's. */
  find(id: string, person: Person): Sandbox | undefined {
    const sandbox = this.#all.get(id)
    return sandbox !== undefined && mayUse(person, sandbox.userId) ? sandbox : undefined
  }

  /** The one of this id, whoever asks: for what the server does by itself. */
  get(id: string): Sandbox | undefined {
    return this.#all.get(id)
  }

  /** Ends one and takes it off the list. */
  async remove(sandbox: Sandbox, folder: FolderFate): Promise<void> {
    this.#all.delete(sandbox.identity.id)
    await sandbox.stop()
    if (folder === 'remove folder') await this.runtime.workspaces.remove(sandbox.workspace)
  }

  stats(): SandboxStats {
    const active = this.#all.size
    const creating = this.#creating
    return {
      idle: 0,
      active,
      creating,
      max: this.#most,
      total: active + creating,
      available: 0,
      in_use: active,
    }
  }

  /** Ends all of them. Folders of sessions stay. */
  async close(): Promise<void> {
    await Promise.all([...this.#all.values()].map((sandbox) => this.remove(sandbox, folderOf(sandbox))))
  }

  #lose(sandbox: Sandbox): void {
    if (this.#all.get(sandbox.identity.id) !== sandbox) return
    this.#all.delete(sandbox.identity.id)
    this.onLost(sandbox)
  }
}
