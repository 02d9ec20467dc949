import { z } from 'zod'
import type { Draft } from '../domain/draft.ts'
import { call } from '../wire/contract.ts'
import { documentId, sessionRef, sha256 } from './schemas.ts'

/** A draft larger than this is refused with `too-large` (bytes of UTF-16 text, about). */
const maxDraftLength = 10 * 1024 * 1024

export const drafts = {
  /** Keeps it; answers when it is on disk. An older revision than the kept one changes nothing. */
  'drafts.keep': call<{ readonly keptAt: number }>()(
    z.object({
      session: sessionRef,
      documentId,
      text: z.string().max(maxDraftLength),
      baseSha256: sha256.exactOptional(),
      revision: z.int().min(0),
    }),
  ),
  'drafts.list': call<readonly Draft[]>()(sessionRef),
  /** The text is saved in the sandbox, or the person threw it away. */
  'drafts.discard': call<void>()(z.object({ session: sessionRef, documentId })),
} as const
