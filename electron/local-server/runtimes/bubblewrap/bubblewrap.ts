import { dirname } from 'node:path'
import type { Command, Isolation, SandboxFiles } from '../host/isolation.ts'
import { descriptors } from '../host/isolation.ts'
import type { LoopbackConnection, SandboxSpec } from '../runtime.ts'
import { mayBeSuspect } from './connection-owner.ts'
import type { RuntimeFiles } from './files.ts'
import { identityToDropTo } from './identity.ts'
import type { Interpreter } from './interpreters.ts'
import type { Bind, Plan } from './mounts.ts'
import { bubblewrapArguments, insideEnvironment, insidePlaces } from './mounts.ts'

/** The programs of this computer that the runtime stands on. */
export interface BubblewrapTools {
  readonly bubblewrap: string
  readonly python: Interpreter
  readonly node: Interpreter | undefined
}

/** One long-lived bubblewrap per sandbox, whose first process is the supervisor. */
export class BubblewrapIsolation implements Isolation {
  readonly kind = 'bubblewrap'
  readonly identity = identityToDropTo()
  readonly environment: Readonly<Record<string, string>>
  readonly #tools: BubblewrapTools
  readonly #files: RuntimeFiles

  constructor(tools: BubblewrapTools, files: RuntimeFiles) {
    this.environment = insideEnvironment(outsideUsr([tools.python, tools.node]).map(({ path }) => dirname(path)))
    this.#tools = tools
    this.#files = files
  }

  start(spec: SandboxSpec, files: SandboxFiles, joins: readonly number[]): Command {
    const { python } = this.#tools
    const { supervisor, settings, output, home, tmp } = insidePlaces
    const binds: readonly Bind[] = [
      { source: files.workspace, target: '/workspace', writable: true },
      { source: files.tmp, target: tmp, writable: true },
      { source: files.home, target: home, writable: true },
      { source: files.output, target: output, writable: true },
      { source: files.settings, target: settings, writable: false },
      { source: this.#files.supervisor, target: supervisor, writable: false },
    ]
    const plan = { hostname: spec.id, network: spec.network, sharedMemoryBytes: spec.limits.memoryBytes / 2, binds }
    const numbers = [descriptors.control, ...joins.map((_, place) => descriptors.joins + place)]
    return this.#command(plan, [python.path, '-I', '-S', supervisor, ...numbers.map(String)], descriptors.info)
  }

  inWorkspace(workspace: string, command: readonly string[]): Command {
    const binds = [{ source: workspace, target: '/workspace', writable: true }]
    const plan = { hostname: 'workspace', network: false, sharedMemoryBytes: 0, workFolder: '/workspace', binds }
    return this.#command(plan, command, undefined)
  }

  firstProcess(_child: unknown, info: string): number | undefined {
    const pid = /"child-pid":\s*(\d+)/.exec(info)?.[1]
    return pid === undefined ? undefined : Number(pid)
  }

  mayBeInside(connection: LoopbackConnection): boolean {
    const uid = this.identity?.uid ?? process.getuid?.() ?? 0
    return mayBeSuspect(connection, { uid, ancestor: process.pid })
  }

  #command(plan: Omit<Plan, 'environment'>, inside: readonly string[], info: number | undefined): Command {
    const { bubblewrap, python, node } = this.#tools
    const binds: readonly Bind[] = [
      ...plan.binds,
      { source: this.#files.passwd, target: '/etc/passwd', writable: false },
      { source: this.#files.group, target: '/etc/group', writable: false },
      ...outsideUsr([python, node]).map(({ bind }) => ({ source: bind, target: bind, writable: false })),
    ]
    const full: Plan = {
      ...plan,
      environment: this.environment,
      binds: this.identity === undefined ? binds : binds.map((bind, number) => ({ ...bind, source: `/tmp/${number}` })),
    }
    const args = [...bubblewrapArguments(full, { info }), ...inside]
    // Nothing of the server's environment: it may hold secrets.
    const around = { cwd: '/', env: {} }
    if (this.identity === undefined) return { ...around, program: bubblewrap, args }
    const entry = JSON.stringify({ ...this.identity, stage: binds.map((bind) => bind.source) })
    return { ...around, program: python.path, args: ['-I', '-S', this.#files.enter, entry, bubblewrap, ...args] }
  }
}

/** The interpreters that have to be shown inside by a bind of their own. */
function outsideUsr(tools: readonly (Interpreter | undefined)[]): readonly Required<Interpreter>[] {
  return tools.flatMap((tool) => (tool?.bind === undefined ? [] : [{ path: tool.path, bind: tool.bind }]))
}
