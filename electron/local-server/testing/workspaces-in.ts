import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The workspaces in a runtime's folder, without those that are gone and only still being emptied. */
export async function workspacesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(join(folder, 'workspaces'))).filter((name) => !name.startsWith('removed-'))
}
