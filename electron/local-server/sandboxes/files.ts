import { Buffer } from 'node:buffer'
import { posix } from 'node:path'
import { RequestError } from '../errors.ts'
import type { SupervisorClient } from '../supervisor/client.ts'
import { SandboxEndedError, SupervisorError } from '../supervisor/errors.ts'
import { writeFileInParts } from '../supervisor/write-file.ts'

/** One entry of a folder, as the API spells it; the last three fields are this server's own. */
export interface FileInfo {
  /** With U+FFFD for bytes that are no UTF-8; `name_base64` has the true ones then. */
  readonly name: string
  readonly path: string
  readonly size: number
  readonly is_dir: boolean
  readonly mod_time: string
  readonly type: 'file' | 'dir' | 'link' | 'other'
  /** Permissions, such as 420 for 644 octal. */
  readonly mode: number
  readonly name_base64?: string
}

/** More names than this are cut, and the answer says so. */
const mostEntries = 200_000

/** A relative path counts from the workspace. */
function absolutePath(path: string): string {
  return path.startsWith('/') ? path : `/workspace/${path}`
}

/** @throws RequestError with the system's words when the folder cannot be read. */
export async function listFolder(
  supervisor: SupervisorClient,
  folder: string,
): Promise<{ readonly files: readonly FileInfo[]; readonly truncated: boolean }> {
  const path = absolutePath(folder)
  const { header, body } = await ask(supervisor, 'list', { path, limit: mostEntries })
  const entries: unknown = JSON.parse(body.toString('utf8'))
  if (!Array.isArray(entries)) throw new Error('The supervisor sent no list')
  return { files: entries.map((entry) => toFileInfo(path, entry)), truncated: header.truncated === true }
}

/** What a file is to hold. */
export interface FileContent {
  readonly size: number
  /** In order, once. */
  pieces(): AsyncIterable<Uint8Array>
}

/** As much as goes in one request. */
const smallBytes = 1024 * 1024

/**
 * Writes a file of any size; what was there is replaced at once, when all of it has come, or not at all.
 *
 * @throws RequestError with the system's words.
 */
export async function writeFile(supervisor: SupervisorClient, path: string, content: FileContent): Promise<void> {
  const target = absolutePath(path)
  await inWordsOf(`write ${target}`, async () => {
    if (content.size > smallBytes) return writeFileInParts(supervisor, target, content.pieces())
    const pieces: Uint8Array[] = []
    for await (const piece of content.pieces()) pieces.push(piece)
    await supervisor.request('write', { path: target }, Buffer.concat(pieces))
  })
}

/** Removes a file, or a folder with all that is in it. No error when it is not there. */
export async function removePath(supervisor: SupervisorClient, path: string): Promise<void> {
  await ask(supervisor, 'remove', { path: absolutePath(path) })
}

function ask(supervisor: SupervisorClient, op: string, fields: { readonly path: string; readonly limit?: number }) {
  return inWordsOf(`${op} ${fields.path}`, () => supervisor.request(op, fields))
}

/** @param what was tried, for the words of the answer. */
async function inWordsOf<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SupervisorError) throw new RequestError(500, `${what}: ${error.message}`)
    if (error instanceof SandboxEndedError) throw new RequestError(404, 'sandbox not found: it ended')
    throw error
  }
}

function toFileInfo(folder: string, entry: unknown): FileInfo {
  const fields: Partial<Record<string, unknown>> = Object(entry)
  const raw = typeof fields.nameBase64 === 'string' ? fields.nameBase64 : undefined
  const name = raw === undefined ? String(fields.name) : Buffer.from(raw, 'base64').toString('utf8')
  const type = typeOf(fields.type)
  return {
    name,
    path: posix.join(folder, name),
    size: Number(fields.size),
    is_dir: type === 'dir',
    mod_time: new Date(Number(fields.modified)).toISOString(),
    type,
    mode: Number(fields.mode),
    ...(raw === undefined ? {} : { name_base64: raw }),
  }
}

function typeOf(value: unknown): FileInfo['type'] {
  return value === 'file' || value === 'dir' || value === 'link' ? value : 'other'
}
