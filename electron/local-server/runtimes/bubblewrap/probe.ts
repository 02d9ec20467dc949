import { realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalProbe, LocalProbeFailed, LocalProbeReady } from '../../../../shared/domain/local-probe.ts'
import { SupervisorClient } from '../../supervisor/client.ts'
import { runProgram } from '../../supervisor/run-program.ts'
import { HostRuntime } from '../host/host-runtime.ts'
import { defaultLimits } from '../limits/limits.ts'
import { PerProcessLimiter } from '../limits/per-process.ts'
import type { Runtime } from '../runtime.ts'
import { BubblewrapIsolation } from './bubblewrap.ts'
import { diagnose, obstacle } from './diagnose.ts'
import { collectEvidence } from './evidence.ts'
import { writeRuntimeFiles } from './files.ts'
import { findNode, findProgram, findPython } from './interpreters.ts'

/** A runtime that has just run a probe sandbox, or why there is none. */
export type RuntimeProbe =
  | { readonly runtime: Runtime; readonly probe: LocalProbeReady }
  | { readonly runtime: undefined; readonly probe: LocalProbeFailed }

const versionLimitMs = 10_000

/** What programs find inside, asked inside. */
const languages: readonly { readonly command: readonly string[]; readonly pattern: RegExp; readonly name: string }[] = [
  { command: ['python3', '--version'], pattern: /Python (\d+\.\d+\.\d+)/, name: 'Python' },
  { command: ['node', '--version'], pattern: /v(\d+\.\d+)/, name: 'Node' },
  { command: ['bash', '--version'], pattern: /version (\d+\.\d+)/, name: 'bash' },
]

/**
 * Starts a real sandbox and asks it what it has.
 *
 * @param folder where the runtime keeps its files; it is the one that a server then works with.
 */
export async function probeRuntime(folder: string): Promise<RuntimeProbe> {
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
    const files = await writeRuntimeFiles(join(folder, 'runtime'))
    const isolation = new BubblewrapIsolation({ bubblewrap, python, node: findNode() }, files)
    const runtime = await HostRuntime.open(isolation, new PerProcessLimiter(), folder)
    const probe: LocalProbeReady = {
      status: 'ready',
      isolation: evidence.bubblewrap?.version ?? 'bubblewrap',
      languages: await tryOut(runtime),
      limits: runtime.limitsKind,
    }
    return { runtime, probe }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return { runtime: undefined, probe: diagnose({ ...evidence, words }) }
  }
}

/** The same in a folder of its own, which is gone afterwards. */
export async function probeThisComputer(): Promise<LocalProbe> {
  const folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-probe-'))
  try {
    return (await probeRuntime(folder)).probe
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @returns the languages found inside, with versions. */
async function tryOut(runtime: Runtime): Promise<readonly string[]> {
  const workspace = await runtime.workspaces.create()
  const id = 'probe'
  try {
    await runtime.create({ id, workspace, network: false, limits: defaultLimits })
    const supervisor = new SupervisorClient(runtime.connect(id))
    await supervisor.ready
    const found = await Promise.all(languages.map((language) => versionOf(supervisor, language, runtime.environment)))
    return found.filter((version) => version !== undefined)
  } finally {
    await runtime.destroy(id)
    await runtime.workspaces.remove(workspace)
  }
}

async function versionOf(
  supervisor: SupervisorClient,
  language: (typeof languages)[number],
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const start = { command: language.command, cwd: '/', env, keep: 1000 }
    const { stdout } = await runProgram(supervisor, start, versionLimitMs)
    const version = language.pattern.exec(stdout.bytes.toString('utf8'))?.[1]
    return version === undefined ? undefined : `${language.name} ${version}`
  } catch {
    // Not there: a sandbox without it is a sandbox all the same.
    return undefined
  }
}
