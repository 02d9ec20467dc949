import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { pathFromBytes, pathToBytes } from '../../../shared/domain/path-bytes.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { copyScript, moveScript } from './change-scripts.ts'
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

function base64(path: string): string {
  return Buffer.from(pathToBytes(path)).toString('base64')
}

/**
 * Gives it another name, or another folder, which has to be there. `conflict` when something of that name is there; nothing
 * is ever replaced. `refused` for `/workspace` and what holds it, and for a folder into itself.
 */
export async function movePath(sandbox: Sandbox, path: string, to: string): Promise<void> {
  await runScript(sandbox, moveScript, [base64(to)], z.unknown(), path)
}

/** A copy in a folder, under another name where its own is taken; its path. Of a link the link. */
export async function copyPath(sandbox: Sandbox, path: string, folder: string): Promise<string> {
  const copied = await runScript(sandbox, copyScript, [base64(folder)], z.base64(), path)
  return pathFromBytes(Buffer.from(copied, 'base64'))
}
