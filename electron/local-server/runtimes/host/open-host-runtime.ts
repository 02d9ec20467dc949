import { join } from 'node:path'
import type { LocalProbeFailed, LocalProbeReady } from '../../../../shared/domain/local-probe.ts'
import { SupervisorClient } from '../../supervisor/client.ts'
import { runProgram } from '../../supervisor/run-program.ts'
import { withBestLimiter } from '../limits/choose-limiter.ts'
import type { SandboxLimits } from '../limits/limits.ts'
import type { Runtime } from '../runtime.ts'
import { HostRuntime } from './host-runtime.ts'
import type { Isolation } from './isolation.ts'

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
 * Opens a runtime with the best limits that work, and starts a real sandbox to ask it what it has.
 *
 * @param isolationName with its version, for a person
 * @param folder where the runtime keeps its files
 * @param limits of a sandbox for which no others are asked
 * @param onFault told of what goes wrong where nobody waits for an answer
 * @throws Error in the words of what isolates, when no sandbox starts.
 */
export async function openHostRuntime(
  isolation: Isolation,
  isolationName: string,
  folder: string,
  limits: SandboxLimits,
  onFault: (error: unknown) => void,
): Promise<RuntimeProbe> {
  const { result, note } = await withBestLimiter(join(folder, 'runtime'), async (limiter) => {
    const runtime = await HostRuntime.open(isolation, limiter, folder, limits, onFault)
    try {
      return { runtime, languages: await tryOut(runtime) }
    } catch (error) {
      await runtime.close()
      throw error
    }
  })
  const { runtime, languages } = result
  const probe: LocalProbeReady = {
    status: 'ready',
    isolation: isolationName,
    languages,
    limits: runtime.limitsKind,
    ...(note === undefined ? {} : { limitsNote: note }),
  }
  return { runtime, probe }
}

/** @returns the languages found inside, with versions. */
async function tryOut(runtime: Runtime): Promise<readonly string[]> {
  const workspace = await runtime.workspaces.create()
  const id = 'probe'
  try {
    await runtime.create({ id, workspace, network: false, limits: runtime.defaultLimits })
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
