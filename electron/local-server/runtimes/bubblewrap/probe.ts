import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { RuntimeProbe } from '../host/open-host-runtime.ts'
import { openHostRuntime } from '../host/open-host-runtime.ts'
import type { SandboxLimits } from '../limits/limits.ts'
import { BubblewrapIsolation } from './bubblewrap.ts'
import { diagnose, obstacle } from './diagnose.ts'
import { collectEvidence } from './evidence.ts'
import { writeRuntimeFiles } from './files.ts'
import { findNode, findProgram, findPython } from './interpreters.ts'
import type { SandboxProfile } from './profile.ts'
import { ownProfile } from './profile.ts'

/**
 * Looks for what it stands on, starts a real sandbox and asks it what it has.
 *
 * @param folder where the runtime keeps its files; it is the one that a server then works with.
 * @param limits of a sandbox for which no others are asked.
 * @param onFault told of what goes wrong where nobody waits for an answer.
 * @param profile what its sandboxes are like inside; ours when missing.
 */
export async function openBubblewrap(
  folder: string,
  limits: SandboxLimits,
  onFault: (error: unknown) => void,
  profile: SandboxProfile = ownProfile,
): Promise<RuntimeProbe> {
  // By PATH alone: who leaves it out there means it.
  const found = findProgram('bwrap', process.env.PATH ?? '/usr/bin:/bin', [])
  // Behind links: it is started by a user who may not be able to follow them.
  const bubblewrap = found === undefined ? undefined : realpathSync(found)
  const python = await findPython()
  const evidence = await collectEvidence(bubblewrap, python !== undefined)
  const early = obstacle(evidence)
  if (early !== undefined || bubblewrap === undefined || python === undefined) {
    return { runtime: undefined, probe: early ?? diagnose(evidence) }
  }
  try {
    const files = await writeRuntimeFiles(join(folder, 'runtime'), profile.user, python.path)
    const isolation = new BubblewrapIsolation({ bubblewrap, python, node: findNode() }, files, profile)
    return await openHostRuntime(isolation, evidence.bubblewrap?.version ?? 'bubblewrap', folder, limits, onFault)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return { runtime: undefined, probe: diagnose({ ...evidence, words }) }
  }
}
