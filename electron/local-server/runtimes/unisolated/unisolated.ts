import type { ChildProcess } from 'node:child_process'
import { mayBeSuspect } from '../bubblewrap/connection-owner.ts'
import type { Interpreter } from '../bubblewrap/interpreters.ts'
import { insidePlaces } from '../bubblewrap/mounts.ts'
import { ownProfile } from '../bubblewrap/profile.ts'
import type { Command, Isolation, SandboxFiles } from '../host/isolation.ts'
import { supervisorDescriptors } from '../host/isolation.ts'
import type { LoopbackConnection, SandboxSpec } from '../runtime.ts'

/** The programs of this computer that it stands on. */
export interface UnisolatedTools {
  readonly python: Interpreter
  /** The supervisor's file. */
  readonly supervisor: string
}

/**
 * No isolation at all: the supervisor and its programs are processes of the server's own user, in folders of their own. Programs
 * see the whole computer with all its files, processes and network, can change what that user can, and can end the
 * supervisor. Only the limits hold, as far as programs keep to them. `/workspace`, `/tmp` and the home folder are found by file
 * calls, working folders and arguments alone: a path that is written inside of code leads to the computer's own.
 */
export class UnisolatedIsolation implements Isolation {
  readonly kind = 'unisolated'
  readonly identity = undefined
  readonly endsWithFirstProcess = false
  readonly environment: Readonly<Record<string, string>>
  readonly #tools: UnisolatedTools

  constructor(tools: UnisolatedTools) {
    this.#tools = tools
    this.environment = {
      HOME: ownProfile.user.home,
      LANG: 'C.UTF-8',
      TMPDIR: insidePlaces.tmp,
      PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
      // For programs of ours that would tidy a sandbox up: here they would meet the computer's own processes.
      CLOUD_SANDBOX_RUNTIME: this.kind,
    }
  }

  start(_spec: SandboxSpec, files: SandboxFiles, joinCount: number): Command {
    const { python, supervisor } = this.#tools
    const places = [
      ['/workspace', files.workspace],
      [ownProfile.user.home, files.home],
      [insidePlaces.output, files.output],
      [insidePlaces.settings, files.settings],
      [insidePlaces.tmp, files.tmp],
    ]
    return {
      program: python.path,
      args: [
        ...['-I', '-S', supervisor, ...supervisorDescriptors(joinCount)],
        ...places.flatMap(([inside, outside]) => ['--place', `${inside}=${outside}`]),
      ],
      cwd: '/',
      env: {},
    }
  }

  inWorkspace(workspace: string, [program = '', ...args]: readonly string[]): Command {
    return { program, args, cwd: workspace, env: this.environment }
  }

  readAll([program = '', ...args]: readonly string[]): Command {
    return { program, args, cwd: '/', env: this.environment }
  }

  firstProcess(child: ChildProcess): number | undefined {
    return child.pid
  }

  mayBeInside(connection: LoopbackConnection): Promise<boolean> {
    return mayBeSuspect(connection, { uid: process.getuid?.() ?? 0, ancestor: process.pid })
  }
}
