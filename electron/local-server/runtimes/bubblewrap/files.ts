import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PythonScript } from '../../supervisor/script.ts'
import { pythonScript } from '../../supervisor/script.ts'
import type { SandboxProfile } from './profile.ts'

const run = promisify(execFile)

/** Python compiles what it is told to run each time anew, and for each sandbox that would be most of its start. */
const compile =
  'import py_compile, sys; mode = py_compile.PycInvalidationMode.UNCHECKED_HASH\n' +
  'py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True, invalidation_mode=mode)'

/** Files of ours that sandboxes are made with, in a place that bubblewrap can bind from. */
export interface RuntimeFiles {
  readonly supervisor: string
  readonly enter: string
  readonly passwd: string
  readonly group: string
  /** Without any content: what is hidden inside shows this. */
  readonly empty: string
}

/**
 * Writes them into a folder of the data folder. The Python files are copied, because what is inside a packaged application
 * may lie in a mount that another user cannot read.
 *
 * @param python the one that is to run them.
 */
export async function writeRuntimeFiles(
  folder: string,
  user: SandboxProfile['user'],
  python: string,
): Promise<RuntimeFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const files = {
    supervisor: join(folder, 'supervisor.pyc'),
    enter: join(folder, 'enter.pyc'),
    passwd: join(folder, 'passwd'),
    group: join(folder, 'group'),
    empty: join(folder, 'empty'),
  }
  await Promise.all([
    writeCompiled('supervisor.py', files.supervisor, folder, python),
    writeCompiled('enter.py', files.enter, folder, python),
  ])
  const { uid, gid, name, home } = user
  const line = `${name}:x:${uid}:${gid}:${name}:${home}:/bin/bash\n`
  await writeReadable(
    files.passwd,
    `${uid === 0 ? line : `root:x:0:0:root:/root:/usr/sbin/nologin\n${line}`}` +
      'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  )
  await writeReadable(files.group, `root:x:0:\n${gid === 0 ? '' : `${name}:x:${gid}:\n`}nogroup:x:65534:\n`)
  await writeReadable(files.empty, '')
  return files
}

async function writeCompiled(script: PythonScript, path: string, folder: string, python: string): Promise<void> {
  const source = join(folder, script)
  await copyFile(pythonScript(script), source)
  await run(python, ['-I', '-S', '-c', compile, source, path])
  await chmod(path, 0o644)
}

/** Sandboxes read them as another user than the server's, whatever its umask is. */
async function writeReadable(path: string, content: string): Promise<void> {
  await writeFile(path, content)
  await chmod(path, 0o644)
}
