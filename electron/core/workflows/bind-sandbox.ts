import { fail } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { SessionRun, SessionStep } from './context.ts'
import { getSandbox, giveAcquiredBack } from './get-sandbox.ts'
import { heldSandbox } from './held-sandbox.ts'
import { probeSandbox } from './probe-sandbox.ts'
import { changeSession, findSession, readSession } from './session-step.ts'

/** acquire → probe → look and empty. Nothing when the session has a sandbox that works: it is attached to. */
export const sandboxStep: SessionStep = {
  name: 'sandbox',
  failure: 'The session got no sandbox.',
  check: hasLivingSandbox,
  async do(run) {
    const session = await readSession(run)
    if (session.sandboxId !== undefined) await run.remember({ lost: session.sandboxId })
    await getSandbox(run, { network: wantsNetwork(session) })
  },
  undo: giveAcquiredBack,
}

/** Ties the acquired sandbox to the session. */
export const bindStep: SessionStep = {
  name: 'files',
  failure: 'The sandbox could not be given to the session.',
  atomic: true,
  async check(run) {
    const acquired = heldSandbox(run, 'acquired')
    const { sandboxId } = await readSession(run)
    if (!acquired) return sandboxId !== undefined && sandboxId !== run.found.lost
    return sandboxId === acquired.id || (await hasLivingSandbox(run))
  },
  async do(run) {
    const session = await readSession(run)
    await bind(run, await getSandbox(run, { network: wantsNetwork(session) }))
  },
  undo: unbindAcquired,
}

export function wantsNetwork({ metadata }: ServerSession): boolean {
  return metadata.network !== 'off'
}

/** Binds it, and reads back that it is so. */
export async function bind(run: SessionRun, sandboxId: string): Promise<void> {
  const { context, session, signal } = run
  const { sandboxId: bound } = await changeSession(run, () =>
    context.api.bindSandbox(session.sessionId, sandboxId, { signal }),
  )
  if (bound !== sandboxId)
    throw fail('server', 'The server said that it was done, and its session says that it was not.')
}

/** Unties it where it is tied. */
export async function unbindAcquired(run: SessionRun): Promise<void> {
  const acquired = heldSandbox(run, 'acquired')
  const session = acquired && (await findSession(run))
  if (!acquired || session?.sandboxId !== acquired.id) return
  await run.context.api.unbindSandbox(session.id, { signal: run.signal })
  await findSession(run)
}

/**
 * Has the session a sandbox that answers? Then one that was acquired beside it goes back. Throws `unavailable` for one
 * whose memory is full: it lives and holds the files, and taking another one would lose them.
 */
async function hasLivingSandbox(run: SessionRun): Promise<boolean> {
  const { sandboxId } = await readSession(run)
  if (sandboxId === undefined || sandboxId === run.found.lost) return false
  const health = await probeSandbox(run.context.api, sandboxId, run.signal)
  if (health === 'full')
    throw fail(
      'unavailable',
      'The memory of the sandbox is full: it starts no program any more. Files in it are kept.',
      { reason: 'sandbox-full' },
    )
  if (health !== 'alive') return false
  if (heldSandbox(run, 'acquired')?.id !== sandboxId) await giveAcquiredBack(run)
  return true
}
