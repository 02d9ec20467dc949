import type { SessionRef } from '../../../shared/domain/session.ts'
import type { KeptRunOptions } from '../../vault/contract.ts'
import type { VaultCaller } from './caller.ts'

/** What runs of each session begin with; secrets as the key store encrypted them. */
export interface RunOptionsRecords {
  /** Nothing but an empty environment when none were kept. */
  get(session: SessionRef): Promise<KeptRunOptions>
  put(session: SessionRef, options: KeptRunOptions): Promise<void>
  remove(session: SessionRef): Promise<void>
}

export function runOptionsRecords(vault: VaultCaller): RunOptionsRecords {
  const only = ({ connectionId, sessionId }: SessionRef) => ({ connectionId, sessionId })
  return {
    get: (session) => vault.call('runOptions.get', only(session)),
    put: (session, options) =>
      vault.call('runOptions.put', { session: only(session), options: { ...options, env: [...options.env] } }),
    remove: (session) => vault.call('runOptions.remove', only(session)),
  }
}
