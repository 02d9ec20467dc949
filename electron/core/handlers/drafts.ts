import type { drafts as contract } from '../../../shared/contract/drafts.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { Records } from '../records/records.ts'

export function draftHandlers(drafts: Records['drafts']): Handlers<typeof contract> {
  return {
    'drafts.keep': async (draft) => await drafts.keep(draft),
    'drafts.list': async (session) => await drafts.list(session),
    'drafts.discard': async ({ session, documentId, revision }) => await drafts.discard(session, documentId, revision),
  }
}
