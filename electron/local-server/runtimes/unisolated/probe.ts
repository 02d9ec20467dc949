import { join } from 'node:path'
import { diagnose, obstacle } from '../bubblewrap/diagnose.ts'
import { collectEvidence } from '../bubblewrap/evidence.ts'
import { writeRuntimeFiles } from '../bubblewrap/files.ts'
import { findPython } from '../bubblewrap/interpreters.ts'
import { ownProfile } from '../bubblewrap/profile.ts'
import type { RuntimeProbe } from '../host/open-host-runtime.ts'
import { openHostRuntime } from '../host/open-host-runtime.ts'
import type { SandboxLimits } from '../limits/limits.ts'
import { UnisolatedIsolation } from './unisolated.ts'

/**
 * Only Linux and Python are needed.
 *
 * @param folder where the runtime keeps its files
 * @param limits of a sandbox for which no others are asked
 * @param onFault told of what goes wrong where nobody waits for an answer
 */
export async function openUnisolated(
  folder: string,
  limits: SandboxLimits,
  onFault: (error: unknown) => void,
): Promise<RuntimeProbe> {
  const python = await findPython()
  const evidence = await collectEvidence(undefined, python !== undefined)
  // As if there were one: of what could be in the way only that does not matter.
  const early = obstacle({ ...evidence, bubblewrap: { version: '', hasOptions: true } })
  if (early !== undefined || python === undefined) return { runtime: undefined, probe: early ?? diagnose(evidence) }
  try {
    const { supervisor } = await writeRuntimeFiles(join(folder, 'runtime'), ownProfile.user, python.path)
    const isolation = new UnisolatedIsolation({ python, supervisor })
    return await openHostRuntime(isolation, 'unisolated', folder, limits, onFault)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    const sentence = `A probe sandbox did not start. It said: ${words || 'nothing'}.`
    return { runtime: undefined, probe: { status: 'failed', cause: 'other', sentence } }
  }
}
