import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../../error-code.ts'

/** Ours are known by their name, so that nothing else is ever removed. */
export const groupMark = 'cloud-sandbox-'

/** How long the kernel may take to let go of processes that have ended. */
const removalTries = 40
const removalPauseMs = 25

/** Makes a group; no error when it is there. */
export async function makeGroup(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** @throws Error in the kernel's words, with the name of the file. */
export async function writeGroupFile(group: string, name: string, value: string | number): Promise<void> {
  await writeFile(join(group, name), String(value))
}

/** Undefined when this kernel has no such file. */
export async function readGroupFile(group: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(group, name), 'utf8')
  } catch {
    return undefined
  }
}

/** A figure of a file that holds `name value` lines; 0 when it is not there. */
export function figureIn(text: string | undefined, name: string): number {
  const line = text?.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return line === undefined ? 0 : Number(line.slice(name.length + 1))
}

/** The processes in a group itself. */
export async function processesIn(group: string): Promise<readonly number[]> {
  const text = await readGroupFile(group, 'cgroup.procs')
  return (text ?? '').split('\n').flatMap((line) => (line === '' ? [] : [Number(line)]))
}

/**
 * Removes a group with those in it, and ends what still runs there. No error when it is not there.
 *
 * @throws Error when something in it does not go.
 */
export async function removeGroup(path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await removeOnce(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      if (attempt >= removalTries) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, removalPauseMs))
  }
}

async function removeOnce(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeOnce(join(path, entry.name))
  }
  for (const pid of await processesIn(path)) kill(pid)
  await rmdir(path)
}

function kill(pid: number): void {
  // 0 stands for a process outside of what we see: as a number to kill it would mean our own group.
  if (pid <= 1) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Ended meanwhile.
  }
}
