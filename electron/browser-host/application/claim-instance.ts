import { setTimeout } from 'node:timers/promises'
import { fail } from '../../../shared/domain/errors.ts'
import { askInstance } from './ask-instance.ts'
import type { InstanceAnswer } from './instance-protocol.ts'
import { answering, listenAlone, removeDead } from './instance-socket.ts'

/** Whether this process is the one window of its data folder. */
export type Claim =
  | { readonly first: true; release(): Promise<void> }
  /** Another one is, and this is what it did when it was asked to come forward. */
  | { readonly first: false; readonly answer: InstanceAnswer }

/** Longest wait for the running window, ms: it may itself be in the middle of starting, or of ending. */
const defaultPatience = 20_000

/** Between two looks at one that ends, ms. */
const pause = 50

/**
 * Makes this process the one window of a data folder, or asks the one that runs to come forward. The socket of a killed
 * process is taken over; of two starts at the same moment one wins; the end of one that is quitting is waited for. (The
 * vault's own lock stands behind this.)
 *
 * @param socketPath of `socketPath(dataFolder, 'window')`
 * @param onAsk called for each second start; its answer is sent when it resolves. It rejects when this process is ending
 * @param patience longest wait for the running window, ms
 * @throws AppError `unavailable` when the running window does not answer
 */
export async function claimInstance(
  socketPath: string,
  onAsk: () => Promise<InstanceAnswer>,
  patience = defaultPatience,
): Promise<Claim> {
  const end = Date.now() + patience
  do {
    const release = await listenAlone(socketPath, answering(onAsk))
    if (release !== undefined) return { first: true, release }
    const asked = await askInstance(socketPath, Math.max(1, end - Date.now()))
    if (asked.status === 'answered') return { first: false, answer: asked.answer }
    if (asked.status === 'silent') break
    if (asked.status === 'nobody') await removeDead(socketPath)
    else await setTimeout(pause)
  } while (Date.now() < end)
  throw fail(
    'unavailable',
    'Another start of this application uses the same data folder and does not answer. ' +
      'End it, or choose another folder with --data.',
  )
}
