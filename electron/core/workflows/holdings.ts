import type { SessionHoldings, SessionRef } from '../../../shared/domain/session.ts'
import type { SandboxOf } from '../api/sandbox.ts'
import { countFiles } from '../files/count-files.ts'
import type { Records } from '../records/records.ts'

export interface HoldingsSources {
  readonly records: Pick<Records, 'runs' | 'drafts'>
  readonly sandboxOf: SandboxOf
  /** How many runs of a session are under way. */
  underWay(session: SessionRef): number
}

/** What there is of a session. A figure that cannot be had is left out: the question is asked all the same. */
export async function holdingsOf(
  session: SessionRef,
  counting: boolean,
  { records, sandboxOf, underWay }: HoldingsSources,
): Promise<SessionHoldings> {
  // Told apart from a promise that rejects: a session without a sandbox throws at once.
  const count = async () => (counting ? await countFiles(sandboxOf(session), '/workspace') : undefined)
  const [runs, drafts, files] = await Promise.all([
    records.runs.count(session),
    records.drafts.list(session),
    count().catch(() => undefined),
  ])
  return { underWay: underWay(session), runs, drafts: drafts.length, ...(files ? { files } : {}) }
}
