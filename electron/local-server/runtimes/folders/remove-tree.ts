import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Removes a folder with all that is in it, whatever its rights. By `rm`: names of any bytes, and trees deeper than a path can
 * be long, are beyond Node's own. `rm` follows no link, and walks by descriptors.
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await run('rm', ['-rf', '--', path])
  } catch {
    // A folder whose owner took his own rights away.
    await run('chmod', ['-R', 'u+rwx', '--', path]).catch(() => undefined)
    await run('rm', ['-rf', '--', path])
  }
}
