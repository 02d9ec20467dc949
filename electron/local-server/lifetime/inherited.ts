import { closeSync, readdirSync, readlinkSync } from 'node:fs'
import { sep } from 'node:path'

/**
 * Closes what this process has of its parent's open files beside the standard streams. Electron marks few of its own as not
 * to be inherited: this server would hold connections to the display and files of the window for as long as it lives, and
 * hand them on to what it starts, the sandboxes among them. To be called first of all, while the parent is still there:
 * what both have open under one name was opened by the parent.
 *
 * @param folder of the data; as Electron's own executable this process opens the same resources as its parent does, and
 *   then closes of its files only those below this folder
 */
export function closeInherited(folder: string): void {
  const ofParent = new Set(openFiles(process.ppid).values())
  const ours = process.versions.electron === undefined ? sep : `${folder}${sep}`
  for (const [descriptor, name] of openFiles('self')) {
    const isChannel = name.startsWith('socket:') || name.startsWith('pipe:')
    const isFile = name.startsWith(ours) && !name.startsWith('/dev/null') && !name.startsWith('/memfd:')
    if (descriptor <= lastStandard || !ofParent.has(name) || !(isChannel || isFile)) continue
    try {
      closeSync(descriptor)
    } catch {
      // The listing itself was one of them.
    }
  }
}

/** Standard error. */
const lastStandard = 2

/** By descriptor, as Linux names them: a path, or `socket:[number]`. None on other systems, and of a parent that has gone. */
function openFiles(process: number | 'self'): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  const folder = `/proc/${process}/fd`
  try {
    for (const name of readdirSync(folder)) {
      try {
        found.set(Number(name), readlinkSync(`${folder}/${name}`))
      } catch {
        // It was closed meanwhile.
      }
    }
  } catch {
    // Nothing is known, so nothing is closed.
  }
  return found
}
