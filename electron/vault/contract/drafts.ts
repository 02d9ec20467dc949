import { z } from 'zod'
import { drafts as window } from '../../../shared/contract/drafts.ts'
import { documentId, sessionRef } from '../../../shared/contract/schemas.ts'
import type { Draft } from '../../../shared/domain/draft.ts'
import { call } from '../../../shared/wire/contract.ts'

/** What became of a draft that was to be kept. */
export interface KeptDraft {
  readonly keptAt: number
  /** The revision that is kept now: higher than the one sent when a newer text was there already. */
  readonly revision: number
}

export const drafts = {
  'drafts.keep': call<KeptDraft>()(window['drafts.keep'].input),
  'drafts.list': call<readonly Draft[]>()(sessionRef),
  /** With `revision`: only when nothing newer than that is kept. */
  'drafts.discard': call<void>()(
    z.object({ session: sessionRef, documentId, revision: z.int().min(0).exactOptional() }),
  ),
  'drafts.discardAll': call<void>()(sessionRef),
} as const
