import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { SessionRun } from './context.ts'
import { emptySandbox } from './empty-sandbox.ts'
import { giveBack, heldSandbox, holding } from './held-sandbox.ts'
import { checkNetworkIsOff, probeSandbox } from './probe-sandbox.ts'

/** A dead one would be handed out again at once, so it is kept from the pool, and not many are asked for. */
const tries = 3

/**
 * A sandbox that answers, is empty, and has a network only if that is wanted. Bound to nothing yet: the workflow remembers
 * it as `acquired`, and takes up there after a crash.
 */
export async function getSandbox(run: SessionRun, { network }: { readonly network: boolean }): Promise<string> {
  const { api, log, sessions, keepsWorkspace } = run.context
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const sandboxId = heldSandbox(run, 'acquired')?.id ?? (await acquire(run, network))
    if (run.found.ready === true) return sandboxId
    const health = await probeSandbox(api, sandboxId, run.signal)
    if (health !== 'alive') {
      // Not released: it would be the very next one given out (API note 5.6). The server takes it back in an hour.
      log.warn('An acquired sandbox does not work', { health, attempt })
      await run.remember({ acquired: null })
      continue
    }
    if (!network) await checkNetworkIsOff(api, sandboxId, run.signal)
    if (!keepsWorkspace) await emptyIfPossible(run, sandboxId)
    await sessions.noteOwnSandbox(run.session, sandboxId)
    await run.remember({ acquired: holding(sandboxId), ready: true })
    return sandboxId
  }
  throw fail('unavailable', `The server gave out ${tries} sandboxes that do not run.`, { reason: 'sandboxes-dead' })
}

async function acquire(run: SessionRun, network: boolean): Promise<string> {
  // Not to be aborted: only its answer tells which one was taken.
  const info = await run.context.api.acquireSandbox({ network })
  const { sandboxId } = info
  run.context.sessions.noteSandbox(info)
  try {
    await run.remember({ acquired: holding(sandboxId), ready: false })
    return sandboxId
  } catch (error) {
    // What cannot be remembered would be lost with the next crash.
    await giveBack(run, sandboxId)
    throw error
  }
}

/** What somebody else left in it must not become part of this session. */
async function emptyIfPossible({ context, signal }: SessionRun, sandboxId: string): Promise<void> {
  try {
    await emptySandbox(context.api, sandboxId, signal)
  } catch (error) {
    if (!isAppError(error, 'unsupported')) throw error
  }
}

/** Takes back what `getSandbox` did. */
export async function giveAcquiredBack(run: SessionRun): Promise<void> {
  const acquired = heldSandbox(run, 'acquired')
  if (!acquired) return
  await giveBack(run, acquired.id)
  await run.remember({ acquired: null, ready: false })
}
