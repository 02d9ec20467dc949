import { randomUUID } from 'node:crypto'
import { chmod, chown, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../../error-code.ts'
import type { HostIdentity } from '../bubblewrap/identity.ts'
import type { SetAside, WorkspaceId, WorkspaceStore } from '../runtime.ts'
import { Removals } from './removals.ts'

/** Workspaces as folders below one folder that only the server's user can enter. */
export class FolderWorkspaces implements WorkspaceStore {
  readonly #root: string
  readonly #owner: HostIdentity | undefined
  readonly #removals: Removals

  /**
   * @param owner who sandboxes run as, when that is not the server's own user.
   * @param onFault told of what cannot be removed.
   */
  constructor(root: string, owner: HostIdentity | undefined, onFault: (error: unknown) => void) {
    this.#root = root
    this.#owner = owner
    this.#removals = new Removals(root, onFault)
  }

  /** Makes the folder of all workspaces. */
  async prepare(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 })
  }

  /** Where it lies. For the runtime alone. */
  pathOf(id: WorkspaceId): string {
    if (!isId(id)) throw new Error(`${id} is no workspace`)
    return join(this.#root, id)
  }

  async create(): Promise<WorkspaceId> {
    const id = randomUUID()
    const path = this.pathOf(id)
    await mkdir(path, { mode: 0o755 })
    if (this.#owner !== undefined) await chown(path, this.#owner.uid, this.#owner.gid)
    return id
  }

  async isEmpty(id: WorkspaceId): Promise<boolean> {
    const path = this.pathOf(id)
    try {
      return (await readdir(path)).length === 0
    } catch (error) {
      if (codeOf(error) !== 'EACCES') throw error
      // A program took the right to read it away; it is its owner's to give back.
      await chmod(path, 0o755)
      return (await readdir(path)).length === 0
    }
  }

  async remove(id: WorkspaceId): Promise<void> {
    if (!isId(id)) throw new Error(`${id} is no workspace`)
    await this.#removals.take(id)
  }

  async setAside(ids: ReadonlySet<WorkspaceId>): Promise<SetAside | undefined> {
    const place = `${this.#root}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    let count = 0
    for (const name of await readdir(this.#root)) {
      if (ids.has(name) || !isId(name) || (await this.isEmpty(name))) continue
      await mkdir(place, { recursive: true, mode: 0o700 })
      await rename(join(this.#root, name), join(place, name))
      count += 1
    }
    return count === 0 ? undefined : { count, place }
  }

  async keepOnly(ids: ReadonlySet<WorkspaceId>): Promise<void> {
    await this.#removals.takeAll((await readdir(this.#root)).filter((name) => !ids.has(name)))
  }

  /** Fulfilled when nothing is left to be removed. */
  async settled(): Promise<void> {
    await this.#removals.settled()
  }
}

function isId(name: string): boolean {
  return /^[0-9a-f-]{36}$/.test(name)
}
