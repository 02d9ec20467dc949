import type { SdkCall } from '../../state/copy-as.ts'

/** What shows a path by a program: the API lists folders, and has nothing that reads a file. */
export function readCall(sandboxId: string, path: string, isFolder: boolean): SdkCall {
  if (isFolder) return { name: 'list_files', sandboxId, path }
  return { name: 'execute', sandboxId, command: ['cat', path], timeout: 60 }
}
