import { Buffer } from 'node:buffer'
import type { NewRun } from '../../../shared/domain/run.ts'
import type { ExecRequest } from '../api/client.ts'

/** What marks every process of a run, as long as it does not clear its environment: how it is found again. */
export const marker = 'CLOUD_SANDBOX_RUN'

/** One argument may have 131,071 bytes (API note 4.3), and `code` is one. */
const maxCodeBytes = 100_000

const interpreters: Readonly<Record<string, string>> = { python: 'python3', node: 'node', bash: 'bash' }
const endings: Readonly<Record<string, string>> = { python: 'py', node: 'js', bash: 'sh' }

/** Where code goes that is too long to be sent as an argument. Below /tmp: /workspace is the person's, and may be noexec. */
export interface CodeFile {
  readonly path: string
  readonly bytes: Uint8Array
}

export interface Invocation {
  readonly request: Omit<ExecRequest, 'sandboxId'>
  /** To be written first, and removed when the run is over. */
  readonly file?: CodeFile
}

/** What a person gave the runs of a session. */
export interface RunSurroundings {
  readonly workDir?: string
  readonly env: Readonly<Record<string, string>>
}

/** How a run is asked of a server. */
export function invocationOf(runId: string, run: NewRun, options: RunSurroundings = { env: {} }): Invocation {
  const common = {
    timeout: run.limit,
    env: {
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      // Programs colour their output only for a terminal, unless told to.
      FORCE_COLOR: '1',
      CLICOLOR_FORCE: '1',
      // What a program has printed when it is ended at its limit must not be lost in its buffer.
      PYTHONUNBUFFERED: '1',
      ...options.env,
      [marker]: runId,
    },
  }
  if (run.kind === 'command') {
    // A console has a folder of its own.
    const workDir = run.cwd === undefined ? {} : { workDir: run.cwd }
    return { request: { ...common, ...workDir, command: ['bash', '-c', run.command] } }
  }
  // Empty lines in place of what stands above a part: what names a line names the one of the document.
  const code = '\n'.repeat((run.part?.firstLine ?? 1) - 1) + run.code
  const bytes = Buffer.from(code, 'utf8')
  const workDir = options.workDir === undefined ? {} : { workDir: options.workDir }
  // Empty code would be no code at all to the server.
  if (bytes.byteLength > 0 && bytes.byteLength <= maxCodeBytes)
    return { request: { ...common, ...workDir, code, language: run.language } }
  const path = `/tmp/cloud-sandbox-${runId}.${endings[run.language] ?? 'txt'}`
  const interpreter = interpreters[run.language] ?? run.language
  return { request: { ...common, ...workDir, command: [interpreter, path] }, file: { path, bytes } }
}
