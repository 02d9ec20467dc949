import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { fail } from '../../shared/domain/errors.ts'

/** What listens: the local server, or the running window (asked by a second start to come forward). */
export type EndpointKind = 'local-server' | 'window'

/** What decides about a path beside the data folder; the tests pass their own. */
export interface EndpointSystem {
  readonly platform: NodeJS.Platform
  /** Undefined on Windows. */
  readonly uid: number | undefined
  readonly runtimeDir: string | undefined
}

/** The shortest `sun_path` among the systems (macOS: 104 with the final NUL). */
const maxSocketPath = 103

const thisSystem = (): EndpointSystem => ({
  platform: process.platform,
  uid: process.getuid?.(),
  runtimeDir: process.env.XDG_RUNTIME_DIR,
})

/**
 * Where one kind of process of one data folder listens: a Unix socket in a folder that is this user's alone, or a named
 * pipe on Windows. The same for every process that asks, however the data folder is spelt. Makes both folders when they
 * are missing; nothing listens yet. Throws `refused` when the data folder cannot be used, or the private folder belongs to
 * somebody else.
 */
export async function socketPath(
  dataFolder: string,
  kind: EndpointKind,
  system: EndpointSystem = thisSystem(),
): Promise<string> {
  const hash = createHash('sha256')
    .update(await madeFolder(dataFolder))
    .digest('hex')
    .slice(0, 12)
  if (system.platform === 'win32' || system.uid === undefined) return `\\\\.\\pipe\\cloud-sandbox-${hash}-${kind}`
  const name = `${hash}-${kind}.sock`
  // A shell without XDG_RUNTIME_DIR (su, cron, ssh) has to find the window of the desktop beside it.
  for (const base of [system.runtimeDir, `/run/user/${system.uid}`]) {
    if (base === undefined || !path.isAbsolute(base)) continue
    const folder = path.join(base, `cloud-sandbox-${system.uid}`)
    if (Buffer.byteLength(path.join(folder, name)) > maxSocketPath) continue
    if (await isOwnFolder(base, system.uid)) return path.join(await privateFolder(folder, system.uid), name)
  }
  return path.join(await privateFolder(`/tmp/cloud-sandbox-${system.uid}`, system.uid), name)
}

/** Where the data folder really is. This is the first that is done with it, so what is wrong with it is said here. */
async function madeFolder(dataFolder: string): Promise<string> {
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 })
    return await realpath(dataFolder)
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause)
    throw fail('refused', `The data folder ${dataFolder} cannot be used (${words}). Choose another one with --data.`, {
      cause,
    })
  }
}

async function isOwnFolder(folder: string, uid: number): Promise<boolean> {
  try {
    const found = await stat(folder)
    return found.isDirectory() && found.uid === uid
  } catch {
    return false
  }
}

/** Makes the folder, or takes one that is ours already: no link, our owner, closed to everybody else. */
async function privateFolder(folder: string, uid: number): Promise<string> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'EEXIST') throw cause
  }
  // lstat: in /tmp anybody may have put a link of this name there first.
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== uid)
    throw fail('refused', `The folder ${folder} belongs to somebody else, so nothing can listen there. Remove it.`)
  // Also after our own mkdir: the umask can only have taken rights away from us.
  if ((found.mode & 0o777) !== 0o700) await chmod(folder, 0o700)
  return folder
}
