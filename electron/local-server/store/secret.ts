import type { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const secretBytes = 32

/** The key that tokens are signed with: made once, readable by the server's user alone. */
export function readOrMakeSecret(path: string): Buffer {
  try {
    // `wx`: never over one that exists, since all tokens would end with it.
    writeFileSync(path, randomBytes(secretBytes), { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const secret = readFileSync(path)
  if (secret.length !== secretBytes)
    throw new Error(`${path} is damaged. Remove it: every client then asks for a new token.`)
  return secret
}
