import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A program of the host that sandboxes use. */
export interface Interpreter {
  /** The program itself, behind all links and wrappers. */
  readonly path: string
  /** The folder that must be visible inside when it lies outside `/usr`. */
  readonly bind?: string
}

/** Looked into before PATH. */
const systemFolders = ['/usr/bin', '/usr/local/bin']

/** Python needs ctypes (`prctl` has no other door) and 3.8; a wrapper such as pyenv's says by itself where it leads. */
const question =
  'import sys, os, ctypes, json\n' +
  'print(json.dumps({"ok": sys.version_info >= (3, 8), "path": os.path.realpath(sys.executable),' +
  ' "prefix": os.path.realpath(sys.base_prefix)}))'

/**
 * The Python that runs the supervisor and programs: the system's own before any other, since what lies
 * below `/usr` is in every sandbox anyhow.
 */
export async function findPython(
  path: string = process.env.PATH ?? '',
  first: readonly string[] = systemFolders,
): Promise<Interpreter | undefined> {
  for (const candidate of candidates('python3', path, first)) {
    const answer = await ask(candidate)
    if (answer === undefined) continue
    return isBelowUsr(answer.path) ? { path: answer.path } : { path: answer.path, bind: answer.prefix }
  }
  return undefined
}

async function ask(python: string): Promise<{ readonly path: string; readonly prefix: string } | undefined> {
  try {
    const { stdout } = await run(python, ['-I', '-S', '-c', question], { timeout: 10_000 })
    const answer: Partial<Record<string, unknown>> = Object(JSON.parse(stdout))
    const { ok, path, prefix } = answer
    // A prefix of "/" would show the whole computer.
    if (ok !== true || typeof path !== 'string' || typeof prefix !== 'string' || prefix === '/') return undefined
    return { path, prefix }
  } catch {
    // Not a Python, or one without ctypes: the next candidate may do.
    return undefined
  }
}

/** Node is a gift to programs, not a need: none is fine. */
export function findNode(
  path: string = process.env.PATH ?? '',
  first: readonly string[] = systemFolders,
): Interpreter | undefined {
  for (const candidate of candidates('node', path, first)) {
    // npm puts the packages' own programs first on PATH; those belong to a project, not to this computer.
    if (candidate.includes('node_modules')) continue
    const real = realpathSync(candidate)
    if (real.includes('node_modules')) continue
    if (isBelowUsr(real)) return { path: real }
    const prefix = dirname(dirname(real))
    const isInstallation = prefix !== '/' && existsSync(join(prefix, 'lib', 'node_modules'))
    return { path: real, bind: isInstallation ? prefix : real }
  }
  return undefined
}

/** A program on PATH, the system's folders first. */
export function findProgram(
  name: string,
  path: string = process.env.PATH ?? '',
  first: readonly string[] = systemFolders,
): string | undefined {
  return candidates(name, path, first)[0]
}

function candidates(name: string, path: string, first: readonly string[]): readonly string[] {
  const folders = new Set([...first, ...path.split(delimiter).filter((folder) => folder.startsWith('/'))])
  return [...folders].map((folder) => join(folder, name)).filter(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function isBelowUsr(path: string): boolean {
  return path.startsWith('/usr/')
}
