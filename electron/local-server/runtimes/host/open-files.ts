import { readdir, readFile, readlink, stat } from 'node:fs/promises'

/** A regular file that a process has open, on one of the disks that were asked about. */
export interface OpenFile {
  readonly isWritable: boolean
  /** It has no name any more: only who has it open keeps it on the disk. */
  readonly isNameless: boolean
  readonly bytes: number
  /** The same for the same file, whoever has it open. */
  readonly identity: string
}

/** The low two bits of a file's flags say whether it is read (0), written (1) or both (2). */
const accessMode = 0b11

/** @param disks device numbers. @returns nothing for a process that has ended. */
export async function openFilesOf(pid: number, disks: ReadonlySet<number>): Promise<readonly OpenFile[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const files = await Promise.all(names.map((name) => openFile(pid, name, disks)))
  return files.filter((file) => file !== undefined)
}

async function openFile(pid: number, name: string, disks: ReadonlySet<number>): Promise<OpenFile | undefined> {
  try {
    const path = `/proc/${pid}/fd/${name}`
    // Pipes and sockets are most of them, and cheaper to tell by their name.
    if (!(await readlink(path)).startsWith('/')) return undefined
    const info = await stat(path)
    if (!info.isFile() || !disks.has(info.dev)) return undefined
    const flags = /^flags:\s+([0-7]+)$/m.exec(await readFile(`/proc/${pid}/fdinfo/${name}`, 'latin1'))?.[1] ?? '0'
    return {
      isWritable: (Number.parseInt(flags, 8) & accessMode) !== 0,
      isNameless: info.nlink === 0,
      bytes: info.blocks * 512,
      identity: `${info.dev}:${info.ino}`,
    }
  } catch {
    // Closed meanwhile.
    return undefined
  }
}
