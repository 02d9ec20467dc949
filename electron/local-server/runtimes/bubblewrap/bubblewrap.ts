import { dirname } from 'node:path'
import type { Command, Isolation, SandboxFiles } from '../host/isolation.ts'
import { descriptors, supervisorDescriptors } from '../host/isolation.ts'
import type { LoopbackConnection, SandboxSpec } from '../runtime.ts'
import { mayBeSuspect } from './connection-owner.ts'
import type { RuntimeFiles } from './files.ts'
import { identityToDropTo } from './identity.ts'
import type { Interpreter } from './interpreters.ts'
import type { Bind, Plan } from './mounts.ts'
import { bubblewrapArguments, hideProcFiles, insideEnvironment, insidePlaces } from './mounts.ts'
import type { SandboxProfile } from './profile.ts'

/** The programs of this computer that the runtime stands on. */
export interface BubblewrapTools {
  readonly bubblewrap: string
  readonly python: Interpreter
  readonly node: Interpreter | undefined
}

/**
 * Of `/dev/shm`, which keeps its size for the sandbox's life. Full, it must leave room for programs in a session of little
 * memory too.
 */
const mostSharedMemoryBytes = 256 * 1024 * 1024

const workspacePlace = '/workspace'

/** One long-lived bubblewrap per sandbox, whose first process is the supervisor. */
export class BubblewrapIsolation implements Isolation {
  readonly kind = 'bubblewrap'
  readonly endsWithFirstProcess = true
  readonly identity = identityToDropTo()
  readonly environment: Readonly<Record<string, string>>
  readonly #tools: BubblewrapTools
  readonly #files: RuntimeFiles
  readonly #profile: SandboxProfile

  constructor(tools: BubblewrapTools, files: RuntimeFiles, profile: SandboxProfile) {
    const path = outsideUsr([tools.python, tools.node]).map((tool) => dirname(tool.path))
    this.environment = insideEnvironment(profile.user, path)
    this.#profile = profile
    this.#tools = tools
    this.#files = files
  }

  start(spec: SandboxSpec, files: SandboxFiles, joinCount: number): Command {
    const { python } = this.#tools
    const { supervisor, settings, output, tmp } = insidePlaces
    const { user, memory, leavesOrphans } = this.#profile
    const inMemory = memory.some(({ target }) => target === workspacePlace)
    const binds: readonly Bind[] = [
      ...(inMemory ? [] : [workspaceBind(files.workspace)]),
      ...memory.map(({ target, bytes }) => ({ source: bytes, target, writable: true })),
      { source: files.tmp, target: tmp, writable: true },
      { source: files.home, target: user.home, writable: true },
      { source: files.output, target: output, writable: true },
      { source: files.settings, target: settings, writable: false },
      { source: this.#files.supervisor, target: supervisor, writable: false },
    ]
    const sharedMemoryBytes = Math.min(spec.limits.memoryBytes / 2, mostSharedMemoryBytes)
    const plan = { hostname: spec.id, network: spec.network, sharedMemoryBytes, binds }
    const args = [...supervisorDescriptors(joinCount), ...(leavesOrphans ? ['--leave-orphans'] : [])]
    return this.#command(plan, [python.path, '-I', '-S', supervisor, ...args], descriptors.info)
  }

  inWorkspace(workspace: string, command: readonly string[]): Command {
    const binds = [workspaceBind(workspace)]
    const plan = { hostname: 'workspace', network: false, sharedMemoryBytes: 0, workFolder: workspacePlace, binds }
    return this.#command(plan, command, undefined)
  }

  readAll([program = '', ...args]: readonly string[]): Command {
    const around = { cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin' } }
    // Root can anyhow. In a namespace of its own a user is root over the user's own files, and here they cannot be changed.
    if (this.identity !== undefined) return { ...around, program, args }
    const asOwner = ['--unshare-user', '--uid', '0', '--gid', '0', '--cap-add', 'CAP_DAC_READ_SEARCH']
    return {
      ...around,
      program: this.#tools.bubblewrap,
      args: [...asOwner, '--ro-bind', '/', '/', '--dev', '/dev', '--', program, ...args],
    }
  }

  firstProcess(_child: unknown, info: string): number | undefined {
    const pid = /"child-pid":\s*(\d+)/.exec(info)?.[1]
    return pid === undefined ? undefined : Number(pid)
  }

  mayBeInside(connection: LoopbackConnection): Promise<boolean> {
    const uid = this.identity?.uid ?? process.getuid?.() ?? 0
    return mayBeSuspect(connection, { uid, ancestor: process.pid })
  }

  #command(plan: Omit<Plan, 'environment' | 'profile'>, inside: readonly string[], info: number | undefined): Command {
    const { bubblewrap, python, node } = this.#tools
    const binds: readonly Bind[] = [
      ...plan.binds,
      { source: this.#files.passwd, target: '/etc/passwd', writable: false },
      { source: this.#files.group, target: '/etc/group', writable: false },
      ...hideProcFiles(this.#files.empty),
      ...outsideUsr([python, node]).map(({ bind }) => ({ source: bind, target: bind, writable: false })),
    ]
    const full: Plan = {
      ...plan,
      environment: this.environment,
      profile: this.#profile,
      binds: this.identity === undefined ? binds : binds.map((bind, number) => ({ ...bind, source: `/tmp/${number}` })),
    }
    const args = [...bubblewrapArguments(full, { info }), ...inside]
    // Nothing of the server's environment: it may hold secrets.
    const around = { cwd: '/', env: {} }
    if (this.identity === undefined) return { ...around, program: bubblewrap, args }
    const { uid, gid } = this.identity
    const entry = [String(uid), String(gid), ...binds.map((bind) => this.#staged(bind)), '--', bubblewrap]
    return { ...around, program: python.path, args: ['-I', '-S', this.#files.enter, ...entry, ...args] }
  }

  /** What `enter.py` is told: a path to bind, or memory to make. */
  #staged({ source, target }: Bind): string {
    if (typeof source === 'string') return source
    const noexec = this.#profile.memory.some((folder) => folder.target === target && folder.noexec)
    return `memory:${source}${noexec ? ':noexec' : ''}`
  }
}

function workspaceBind(source: string): Bind {
  return { source, target: workspacePlace, writable: true }
}

/** The interpreters that have to be shown inside by a bind of their own. */
function outsideUsr(tools: readonly (Interpreter | undefined)[]): readonly Required<Interpreter>[] {
  return tools.flatMap((tool) => (tool?.bind === undefined ? [] : [{ path: tool.path, bind: tool.bind }]))
}
