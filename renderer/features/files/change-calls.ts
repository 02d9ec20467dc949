import { baseName, joinPath } from '../../../shared/domain/file.ts'
import { hasRawBytes } from '../../../shared/domain/path-bytes.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { canBeWritten } from '../../state/copy-as.ts'

/** Seconds; the file calls of the API have no limit, programs have one. */
const timeout = 60

/** What makes an empty file or a folder. None for a path that text cannot hold, or that servers write wrongly. */
export function makeCalls(sandboxId: string, path: string, kind: 'file' | 'folder'): readonly SdkCall[] {
  if (hasRawBytes(path)) return []
  if (kind === 'folder') return [{ name: 'execute', sandboxId, command: ['mkdir', '--', path], timeout }]
  return canBeWritten(path) ? [{ name: 'write_file', sandboxId, path, content: '' }] : []
}

/** What moves something to another path and replaces nothing: the API has no call for it, so a program does it. */
export function moveCalls(sandboxId: string, from: string, to: string): readonly SdkCall[] {
  if (hasRawBytes(from) || hasRawBytes(to)) return []
  return [{ name: 'execute', sandboxId, command: ['mv', '-n', '-T', '--', from, to], timeout }]
}

/** What puts files that were taken into a folder, one call for each. */
export function putCalls(
  sandboxId: string,
  paths: readonly string[],
  how: 'copy' | 'cut',
  folder: string,
): readonly SdkCall[] {
  return paths.flatMap((from) => {
    const to = joinPath(folder, baseName(from))
    if (how === 'cut') return moveCalls(sandboxId, from, to)
    if (hasRawBytes(from) || hasRawBytes(to)) return []
    return [{ name: 'execute', sandboxId, command: ['cp', '-a', '-n', '-T', '--', from, to], timeout } as const]
  })
}
