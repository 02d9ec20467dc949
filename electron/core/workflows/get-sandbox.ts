import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { WorkflowContext } from './context.ts'
import { emptySandbox } from './empty-sandbox.ts'
import { checkNetworkIsOff, probeSandbox } from './probe-sandbox.ts'

/** A dead one would be handed out again at once, so it is kept from the pool, and not many are asked for. */
const tries = 3

/** A sandbox that answers, is empty, and has a network only if that is wanted. Bound to nothing yet. */
export async function getSandbox(
  context: WorkflowContext,
  { network }: { readonly network: boolean },
): Promise<string> {
  const { api, log } = context
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { sandboxId } = await api.acquireSandbox({ network })
    const health = await probeSandbox(api, sandboxId)
    if (health !== 'alive') {
      // Not released: it would be the very next one given out (API note 5.6). The server takes it back in an hour.
      log.warn('An acquired sandbox does not work', { health, attempt })
      continue
    }
    try {
      if (!network) await checkNetworkIsOff(api, sandboxId)
      if (!context.keepsWorkspace) await emptyIfPossible(context, sandboxId)
    } catch (error) {
      await giveBack(context, sandboxId)
      throw error
    }
    return sandboxId
  }
  throw fail('unavailable', `The server gave out ${tries} sandboxes that do not run.`)
}

/** What somebody else left in it must not become part of this session. */
async function emptyIfPossible({ api }: WorkflowContext, sandboxId: string): Promise<void> {
  try {
    await emptySandbox(api, sandboxId)
  } catch (error) {
    if (!isAppError(error, 'unsupported')) throw error
  }
}

/**
 * Gives a sandbox back, emptied. One that can't be emptied is kept from the pool: what is in it is nobody else's. The
 * local server empties by itself, and must never be told to while it may hold a session's folder.
 * @returns whether it was given back
 */
export async function giveBack(context: WorkflowContext, sandboxId: string): Promise<boolean> {
  const { api, log } = context
  try {
    if (!context.keepsWorkspace) await emptySandbox(api, sandboxId)
    await api.releaseSandbox(sandboxId)
    return true
  } catch (error) {
    // Not there any more is what was wanted: 404 of the helper program, 400 "not acquired" of the release.
    if (isAppError(error, 'gone') || (isAppError(error, 'server') && error.status === 400)) return true
    log.warn('A sandbox could not be given back', { code: isAppError(error) ? error.code : 'internal' })
    return false
  }
}
