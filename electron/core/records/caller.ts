import type { Client } from '../../../shared/wire/client.ts'
import type { VaultContract } from '../../vault/contract.ts'

/** The part of the vault's client that is used; `electron/children/vault-client.ts` keeps one across restarts. */
export type VaultCaller = Pick<Client<VaultContract>, 'call'>
