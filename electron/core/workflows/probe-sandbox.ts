import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { SandboxApi } from '../api/client.ts'
import { factsOf } from '../api/facts-of.ts'
import type { ExecResult } from '../api/wire.ts'

/** What a trivial program in a sandbox showed. `full`: it lives, but cannot even start a program (API note 5.7). */
export type Health = 'alive' | 'dead' | 'gone' | 'full'

/** Seconds. */
const probeLimit = 15

/**
 * Runs a trivial program: a sandbox that has died is handed out as if it lived (API note 5.6). Rejects when the server
 * itself does not answer, which says nothing of the sandbox.
 */
export async function probeSandbox(api: SandboxApi, sandboxId: string, signal: AbortSignal): Promise<Health> {
  let result: ExecResult
  try {
    result = await api.executeShort({ sandboxId, command: ['true'], timeout: probeLimit }, { signal })
  } catch (error) {
    if (isAppError(error, 'gone')) return 'gone'
    throw error
  }
  const verdict = factsOf(result)
  if (verdict.kind === 'unknown') return 'dead'
  const { exitCode, error } = verdict.facts
  if (error) return 'dead'
  if (exitCode === 137) return 'full'
  return exitCode === 0 ? 'alive' : 'dead'
}

/** Names of network interfaces in `/proc/net/dev`, but the loopback. */
export function interfacesIn(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? [])
    .filter((name) => name !== 'lo')
}

/** Throws `unsupported` when a sandbox that was asked for without a network has one: plain servers ignore the wish. */
export async function checkNetworkIsOff(api: SandboxApi, sandboxId: string, signal: AbortSignal): Promise<void> {
  const command = ['cat', '/proc/net/dev']
  const result = await api.executeShort({ sandboxId, command, timeout: probeLimit }, { signal })
  if (result.exitCode !== 0 || result.timedOut || interfacesIn(result.stdout).length > 0)
    throw fail('unsupported', 'This server gives every sandbox a network: it cannot be turned off there.')
}
