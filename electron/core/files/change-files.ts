import { z } from 'zod'
import type { Sandbox } from '../api/sandbox.ts'
import { runScript } from './run-script.ts'
import { createFolderScript, deleteScript } from './scripts.ts'

/** Folders above it are made too. `conflict` when something of this name is there. */
export async function createFolder(sandbox: Sandbox, path: string): Promise<void> {
  await runScript(sandbox, createFolderScript, [], z.unknown(), path)
}

/** With all that is in it; of a link only the link. `refused` for `/`, `/workspace` and what holds it. */
export async function deletePath(sandbox: Sandbox, path: string): Promise<void> {
  await runScript(sandbox, deleteScript, [], z.unknown(), path)
}
