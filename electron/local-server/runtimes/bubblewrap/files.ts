import type { Buffer } from 'node:buffer'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pythonScript } from '../../supervisor/script.ts'
import type { SandboxProfile } from './profile.ts'

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
 */
export async function writeRuntimeFiles(folder: string, user: SandboxProfile['user']): Promise<RuntimeFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const files = {
    supervisor: join(folder, 'supervisor.py'),
    enter: join(folder, 'enter.py'),
    passwd: join(folder, 'passwd'),
    group: join(folder, 'group'),
    empty: join(folder, 'empty'),
  }
  await writeReadable(files.supervisor, await readFile(pythonScript('supervisor.py')))
  await writeReadable(files.enter, await readFile(pythonScript('enter.py')))
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

/** Sandboxes read them as another user than the server's, whatever its umask is. */
async function writeReadable(path: string, content: string | Buffer): Promise<void> {
  await writeFile(path, content)
  await chmod(path, 0o644)
}
