import { randomUUID } from 'node:crypto'
import { chmod, chown, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostIdentity } from '../bubblewrap/identity.ts'
import type { SetAside, WorkspaceId, WorkspaceStore } from '../runtime.ts'
import { removeTree } from './remove-tree.ts'

/** Marks a folder whose removal has begun: it belongs to nobody any more. */
const removedMark = 'removed-'

/** Workspaces as folders below one folder that only the server's user can enter. */
export class FolderWorkspaces implements WorkspaceStore {
  readonly #root: string
  readonly #owner: HostIdentity | undefined

  /** @param owner who sandboxes run as, when that is not the server's own user. */
  constructor(root: string, owner: HostIdentity | undefined) {
    this.#root = root
    this.#owner = owner
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
    const doomed = join(this.#root, `${removedMark}${id}`)
    try {
      await rename(this.pathOf(id), doomed)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    await removeTree(doomed)
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
    for (const name of await readdir(this.#root)) {
      if (!ids.has(name)) await removeTree(join(this.#root, name))
    }
  }
}

function isId(name: string): boolean {
  return /^[0-9a-f-]{36}$/.test(name)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
