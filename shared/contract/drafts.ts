import { z } from 'zod'
import type { Draft } from '../domain/draft.ts'
import { fail } from '../domain/errors.ts'
import { call } from '../wire/contract.ts'
import { documentId, sessionRef, sha256 } from './schemas.ts'

/** In UTF-16 units. */
const maxDraftLength = 10 * 1024 * 1024

function fits(text: string): boolean {
  if (text.length <= maxDraftLength) return true
  // Thrown, not reported: a wrong input is `refused` without a reason, and this one concerns the person.
  throw fail('too-large', 'This text is longer than 10 million characters, more than is kept on this computer.')
}

export const drafts = {
  /**
   * Keeps it; answers when it is on disk. `conflict` when a newer revision is kept: nothing was overwritten. `too-large`
   * above `maxDraftLength`.
   */
  'drafts.keep': call<{ readonly keptAt: number }>()(
    z.object({
      session: sessionRef,
      documentId,
      text: z.string().refine(fits),
      baseSha256: sha256.exactOptional(),
      revision: z.int().min(0),
    }),
  ),
  'drafts.list': call<readonly Draft[]>()(sessionRef),
  /**
   * The text is saved in the sandbox, or the person threw it away. With `revision`: only when nothing newer than that is
   * kept, so that what another window typed meanwhile stays.
   */
  'drafts.discard': call<void>()(
    z.object({ session: sessionRef, documentId, revision: z.int().min(0).exactOptional() }),
  ),
} as const
