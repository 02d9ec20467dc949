import type { PastedToken } from '../../../shared/domain/connection.ts'
import { factsOfToken } from '../api/credentials.ts'
import type { Keystore } from '../host.ts'
import type { Log } from '../log.ts'

/** A token that a person pasted in, as it is recorded and as it is told. */
export interface SealedToken {
  /** As the key store encrypted it; empty when nothing did, which records that there was one. */
  readonly bytes: Uint8Array
  readonly told: PastedToken
}

/** Without a key store, or when that fails, it stays in memory, and is told so. */
export async function sealToken(keystore: Keystore, token: string, log: Log): Promise<SealedToken> {
  const { endsAt } = factsOfToken(token)
  const end = endsAt === undefined ? {} : { endsAt }
  if ((await keystore.backend()) !== undefined)
    try {
      return { bytes: await keystore.encrypt(token), told: { kept: 'keychain', ...end } }
    } catch {
      // What was thrown is not logged: it could hold what was to be encrypted.
      log.warn('The key store could not encrypt a token')
    }
  return { bytes: new Uint8Array(0), told: { kept: 'memory', ...end } }
}

/** The token behind a record, or why there is none. What cannot be opened is left as it is: the store may be locked. */
export async function openToken(
  keystore: Keystore,
  bytes: Uint8Array,
  log: Log,
): Promise<{ readonly token?: string; readonly told: PastedToken }> {
  if (bytes.byteLength === 0) return { told: { kept: 'missing' } }
  try {
    const token = await keystore.decrypt(bytes)
    const { endsAt } = factsOfToken(token)
    return { token, told: { kept: 'keychain', ...(endsAt === undefined ? {} : { endsAt }) } }
  } catch {
    log.warn('The key store could not open a token')
    return { told: { kept: 'unreadable' } }
  }
}
