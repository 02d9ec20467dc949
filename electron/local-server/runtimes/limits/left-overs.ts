import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { groupMark, removeGroup } from './cgroup-folder.ts'

const noteName = 'control-groups'

/**
 * Removes the groups that a killed server made. They may lie elsewhere than those of this start would: each start may be in
 * another session of the system.
 *
 * @param folder where `noteGroups` wrote them down.
 */
export async function removeLeftOvers(folder: string): Promise<void> {
  const text = await readFile(join(folder, noteName), 'utf8').catch(() => '')
  const groups = text.split('\n').filter((path) => path.startsWith('/') && basename(path).startsWith(groupMark))
  await Promise.all(groups.map((group) => removeGroup(group).catch(() => undefined)))
}

/** Keeps where the groups of this start are. */
export async function noteGroups(folder: string, groups: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, noteName), groups.map((group) => `${group}\n`).join(''))
}
