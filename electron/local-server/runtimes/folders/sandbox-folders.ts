import { chmod, chown, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostIdentity } from '../bubblewrap/identity.ts'
import { Removals } from './removals.ts'

/** Folders of one sandbox on this computer's disk, that go with it. */
export interface SandboxPlaces {
  /** `/tmp` inside. */
  readonly tmp: string
  /** The home folder inside. */
  readonly home: string
  /** Output of programs that is too large for memory. */
  readonly output: string
  /** Written by the server, read inside. */
  readonly settings: string
}

/** Sticky and open to everyone as on every system; the kept output is nobody else's. */
const folderModes = { tmp: 0o1777, home: 0o755, output: 0o700 } as const

/** The folders of all sandboxes, below one that only the server's user can enter. */
export class SandboxFolders {
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

  /** Removes what a killed server left behind: no sandbox outlives its server. */
  async prepare(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 })
    await this.#removals.takeAll(await readdir(this.#root))
  }

  /** New and empty ones. */
  async make(id: string): Promise<SandboxPlaces> {
    const folder = join(this.#root, nameOf(id))
    await mkdir(folder, { mode: 0o700 })
    const places = placesIn(folder)
    await Promise.all([
      ...(['tmp', 'home', 'output'] as const).map((name) => this.#open(places[name], folderModes[name])),
      mkdir(places.settings).then(() => chmod(places.settings, 0o755)),
    ])
    return places
  }

  /** Takes them away at once; large ones are emptied afterwards. No error when there are none. */
  async remove(id: string): Promise<void> {
    await this.#removals.take(nameOf(id))
  }

  /** Fulfilled when nothing is left to be emptied. */
  async settled(): Promise<void> {
    await this.#removals.settled()
  }

  async #open(path: string, mode: number): Promise<void> {
    await mkdir(path)
    // Whatever the server's umask is.
    await chmod(path, mode)
    if (this.#owner !== undefined) await chown(path, this.#owner.uid, this.#owner.gid)
  }
}

function nameOf(id: string): string {
  if (!/^[0-9a-z]+$/.test(id)) throw new Error(`${id} is no sandbox`)
  return id
}

function placesIn(folder: string): SandboxPlaces {
  return {
    tmp: join(folder, 'tmp'),
    home: join(folder, 'home'),
    output: join(folder, 'output'),
    settings: join(folder, 'settings'),
  }
}
