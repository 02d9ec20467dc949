import type { WorkspaceId } from '../runtimes/runtime.ts'
import type { KeptSession } from './kept-sessions.ts'

/** More are not measured for one list: each takes some milliseconds of the disk. */
const mostMeasured = 100

/** What kept sessions hold on disk. Nothing changes in them, so each is measured once. */
export class KeptSizes {
  readonly #measure: (workspace: WorkspaceId) => Promise<number>
  readonly #known = new Map<WorkspaceId, { readonly endedAt: number; readonly bytes: number }>()

  /** @param measure bytes on disk of a folder */
  constructor(measure: (workspace: WorkspaceId) => Promise<number>) {
    this.#measure = measure
  }

  /** Bytes by session; absent where it could not be measured, or would take too long. */
  async of(kept: readonly KeptSession[]): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>()
    for (const { session, endedAt } of kept.slice(0, mostMeasured)) {
      const bytes = session.workspace === undefined ? 0 : await this.#bytesOf(session.workspace, endedAt)
      if (bytes !== undefined) sizes.set(session.id, bytes)
    }
    const folders = new Set(kept.map(({ session }) => session.workspace))
    for (const workspace of this.#known.keys()) if (!folders.has(workspace)) this.#known.delete(workspace)
    return sizes
  }

  async #bytesOf(workspace: WorkspaceId, endedAt: number): Promise<number | undefined> {
    const known = this.#known.get(workspace)
    // One that came back in between may hold something else.
    if (known?.endedAt === endedAt) return known.bytes
    try {
      const bytes = await this.#measure(workspace)
      this.#known.set(workspace, { endedAt, bytes })
      return bytes
    } catch {
      return undefined
    }
  }
}
