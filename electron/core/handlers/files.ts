import type { files as contract } from '../../../shared/contract/files.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { Sandbox, SandboxOf } from '../api/sandbox.ts'
import { createFolder, deletePath } from '../files/change-files.ts'
import { indexFolder } from '../files/index-folder.ts'
import { listFolder } from '../files/list-folder.ts'
import { readFile } from '../files/read-file.ts'
import { sandboxForFiles } from '../files/run-script.ts'
import { writeFile } from '../files/write-file.ts'

export function fileHandlers(find: SandboxOf): Handlers<typeof contract> {
  const sandboxOf = (session: SessionRef): Sandbox => sandboxForFiles(() => find(session))
  return {
    'files.list': async ({ session, path }, { signal }) => await listFolder(sandboxOf(session), path, { signal }),
    'files.index': ({ session, path }, { signal }) => indexFolder(sandboxOf(session), path, { signal }),
    'files.read': async ({ session, path }, { signal }) => await readFile(sandboxOf(session), path, signal),
    'files.write': async ({ session, path, bytes, expected }) =>
      await writeFile(sandboxOf(session), path, bytes, expected === undefined ? {} : { expected }),
    'files.createFolder': async ({ session, path }) => await createFolder(sandboxOf(session), path),
    'files.delete': async ({ session, path }) => await deletePath(sandboxOf(session), path),
  }
}
