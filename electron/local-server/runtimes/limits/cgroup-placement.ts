import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Moves the shell itself into groups and becomes the command: nothing of a sandbox runs outside of them, not even for the
 * first moment.
 */
const enterScript = 'n=$1; shift; while [ "$n" -gt 0 ]; do echo 0 >"$1" || exit 1; shift; n=$((n-1)); done; exec "$@"'

/** The file of a group by which a process with one thread moves itself into it, by writing `0`. */
export type EntryFile =
  | 'cgroup.procs'
  /** Of version 1. A thread that moves itself waits for no other, a process for all of the computer: up to tens of milliseconds. */
  | 'tasks'

/** The start of a command that is to run in these groups. */
export function enterPrefix(groups: readonly string[], file: EntryFile): readonly string[] {
  return ['/bin/sh', '-c', enterScript, 'sh', String(groups.length), ...groups.map((group) => join(group, file))]
}

/** The ways into groups, as open files that a process without any right to them can be given. */
export async function openJoins(groups: readonly string[], file: EntryFile): Promise<readonly FileHandle[]> {
  return Promise.all(groups.map((group) => open(join(group, file), 'w')))
}

export async function closeJoins(joins: readonly FileHandle[]): Promise<void> {
  await Promise.all(joins.map((join) => join.close()))
}
