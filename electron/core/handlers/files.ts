import type { files as contract } from '../../../shared/contract/files.ts'
import { fail } from '../../../shared/domain/errors.ts'
import { baseName } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { Sandbox, SandboxOf } from '../api/sandbox.ts'
import { copyPath, createFolder, deletePath, movePath } from '../files/change-files.ts'
import { indexFolder } from '../files/index-folder.ts'
import { listFolder } from '../files/list-folder.ts'
import { lookAt } from '../files/look-at.ts'
import { readFile, readPieces } from '../files/read-file.ts'
import { sandboxForFiles } from '../files/run-script.ts'
import { saveCopy } from '../files/save-copy.ts'
import { createUploads } from '../files/uploads.ts'
import { writeFile } from '../files/write-file.ts'
import type { Host } from '../host.ts'

export function fileHandlers(find: SandboxOf, host: Pick<Host, 'askSavePath'>): Handlers<typeof contract> {
  const uploads = createUploads()
  const sandboxOf = (session: SessionRef): Sandbox => sandboxForFiles(() => find(session))
  return {
    'files.list': async ({ session, path }, { signal }) => await listFolder(sandboxOf(session), path, { signal }),
    'files.index': ({ session, path }, { signal }) => indexFolder(sandboxOf(session), path, { signal }),
    'files.read': async ({ session, path }, { signal }) => await readFile(sandboxOf(session), path, signal),
    'files.write': async ({ session, path, bytes, expected }) =>
      await writeFile(sandboxOf(session), path, bytes, expected === undefined ? {} : { expected }),
    'files.createFolder': async ({ session, path }) => await createFolder(sandboxOf(session), path),
    'files.look': async ({ session, path }, { signal }) => await lookAt(sandboxOf(session), path, signal),
    'files.move': async ({ session, path, to }) => await movePath(sandboxOf(session), path, to),
    'files.copy': async ({ session, path, folder }) => await copyPath(sandboxOf(session), path, folder),
    'files.upload': async ({ session, path, ...part }, { signal }) =>
      await uploads.part(sandboxOf(session), path, part, signal),
    'files.cancelUpload': async ({ session, path, upload }) => await uploads.cancel(sandboxOf(session), path, upload),
    'files.download': ({ session, path }, { signal }) => readPieces(sandboxOf(session), path, signal),
    'files.saveCopy': async function* ({ session, path }, { signal }) {
      if (!host.askSavePath) throw fail('unsupported', 'Here the browser saves copies.')
      const target = await host.askSavePath(baseName(shownPath(path)))
      if (target !== undefined) yield* saveCopy(sandboxOf(session), path, target, signal)
    },
    'files.delete': async ({ session, path }) => await deletePath(sandboxOf(session), path),
  }
}
