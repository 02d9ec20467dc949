import { isAppError } from '../../../shared/domain/errors.ts'
import type { WorkflowContext } from './context.ts'
import { emptySandbox } from './empty-sandbox.ts'
import type { Run } from './workflow.ts'

/**
 * Somewhat below the hour after which a server takes back a sandbox that nothing ran in (API note 5.4). From then on its
 * id may be somebody else's: it is not used, emptied or released any more.
 */
const heldForMs = 55 * 60_000

/** A sandbox that a workflow has in hand: it acquired it, or is going to let it go. */
export interface HeldSandbox {
  readonly id: string
  /** When it was last certainly ours, ms, our clock. */
  readonly at: number
}

type Holder = Pick<Run<WorkflowContext>, 'found' | 'context'>

/** What a workflow remembers of a sandbox under this name. Undefined: none, or one for too long. */
export function heldSandbox({ found, context }: Holder, name: 'acquired' | 'held'): HeldSandbox | undefined {
  const { id, at }: Partial<Record<string, unknown>> = Object(found[name])
  if (typeof id !== 'string' || typeof at !== 'number') return undefined
  // The local server takes none back, and gives no id out twice.
  return Date.now() - at > heldForMs && !context.keepsWorkspace ? undefined : { id, at }
}

/** To be remembered of a sandbox that was used just now. */
export function holding(id: string): { readonly id: string; readonly at: number } {
  return { id, at: Date.now() }
}

/**
 * Gives a sandbox back, emptied. One that can't be emptied is kept from the pool: what is in it is nobody else's. The
 * local server empties by itself, and must never be told to while it may hold a session's folder.
 * @returns whether it was given back
 */
export async function giveBack({ context, signal }: Run<WorkflowContext>, sandboxId: string): Promise<boolean> {
  const { api, keepsWorkspace, log } = context
  try {
    if (!keepsWorkspace) await emptySandbox(api, sandboxId, signal)
    await api.releaseSandbox(sandboxId, { signal })
    return true
  } catch (error) {
    if (isReleased(error)) return true
    // The end of the application is no reason to forget about it.
    if (signal.aborted) throw error
    log.warn('A sandbox could not be given back', { code: isAppError(error) ? error.code : 'internal' })
    return false
  }
}

/** Not there any more is what was wanted: 404 of the helper program, 400 "not acquired" of the release. */
export function isReleased(error: unknown): boolean {
  return isAppError(error, 'gone') || (isAppError(error, 'server') && error.status === 400)
}
