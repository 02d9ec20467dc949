import { realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalProbe } from '../../../../shared/domain/local-probe.ts'
import type { RuntimeProbe } from '../host/open-host-runtime.ts'
import { openHostRuntime } from '../host/open-host-runtime.ts'
import { BubblewrapIsolation } from './bubblewrap.ts'
import { diagnose, obstacle } from './diagnose.ts'
import { collectEvidence } from './evidence.ts'
import { writeRuntimeFiles } from './files.ts'
import { findNode, findProgram, findPython } from './interpreters.ts'
import type { SandboxProfile } from './profile.ts'
import { ownProfile } from './profile.ts'

/**
 * Starts a real sandbox and asks it what it has.
 *
 * @param folder where the runtime keeps its files; it is the one that a server then works with.
 * @param profile what its sandboxes are like inside; ours when missing.
 */
export async function probeRuntime(folder: string, profile: SandboxProfile = ownProfile): Promise<RuntimeProbe> {
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
    const files = await writeRuntimeFiles(join(folder, 'runtime'), profile.user)
    const isolation = new BubblewrapIsolation({ bubblewrap, python, node: findNode() }, files, profile)
    return await openHostRuntime(isolation, evidence.bubblewrap?.version ?? 'bubblewrap', folder)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return { runtime: undefined, probe: diagnose({ ...evidence, words }) }
  }
}

/** The same in a folder of its own, which is gone afterwards. */
export async function probeThisComputer(): Promise<LocalProbe> {
  const folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-probe-'))
  try {
    const { runtime, probe } = await probeRuntime(folder)
    await runtime?.close()
    return probe
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
