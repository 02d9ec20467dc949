import { z } from 'zod'
import type { FileContent, FileFacts, FileVersion, FolderListing } from '../domain/file.ts'
import type { FileIndexPart } from '../domain/file-index.ts'
import { call, stream } from '../wire/contract.ts'
import { bytes, path, sessionRef, sha256 } from './schemas.ts'

const upload = z.string().regex(/^[0-9a-f]{12}$/)

const at = z.object({ session: sessionRef, path })

/** Files of a session's sandbox. `gone` when it has none, or it vanished. */
export const files = {
  'files.list': call<FolderListing>()(at),
  /** All that lies below a folder, in parts; ends with the one that has `end`. */
  'files.index': stream<FileIndexPart>()(at),
  /** `too-large` above `maxEditableBytes`. */
  'files.read': call<FileContent>()(at),
  /**
   * Writes whole or not at all. `expected`: the version that must still be there, `null`: nothing may be there;
   * `conflict` otherwise. Absent: whatever is there is replaced.
   */
  'files.write': call<FileVersion>()(
    z.object({ session: sessionRef, path, bytes, expected: sha256.nullable().exactOptional() }),
  ),
  /** `conflict` when something of this name is there. */
  'files.createFolder': call<void>()(at),
  /** Everything that is known of one entry; of a link the link itself. */
  'files.look': call<FileFacts>()(at),
  /** Another name or folder. `conflict` when something is there: nothing is replaced. */
  'files.move': call<void>()(z.object({ session: sessionRef, path, to: path })),
  /** A copy in a folder, under another name where its own is taken; its path. */
  'files.copy': call<string>()(z.object({ session: sessionRef, path, folder: path })),
  /**
   * One part of a file from this computer, in order; the version with the last one. Written as by `files.write`.
   * `upload` names the file among those under way.
   */
  'files.upload': call<FileVersion | null>()(
    z.object({
      session: sessionRef,
      path,
      upload,
      offset: z.int().min(0),
      size: z.int().min(0),
      bytes,
      expected: sha256.nullable().exactOptional(),
    }),
  ),
  /** Nothing of it is left in the sandbox. */
  'files.cancelUpload': call<void>()(z.object({ session: sessionRef, path, upload })),
  /** A file of any size in pieces, in one state. `conflict` when it changed meanwhile, `too-large`. */
  'files.download': stream<{ readonly bytes: Uint8Array; readonly size: number }>()(at),
  /**
   * Asks the person where to save a copy and saves it there, whole or not at all: how far it is, in bytes. Ends at once
   * when the person chose no place; `unsupported` in a host without such a question, where a browser saves by itself.
   */
  'files.saveCopy': stream<{ readonly done: number; readonly size: number }>()(at),
  /** Recursive and final. `not-found` when it is not there. */
  'files.delete': call<void>()(at),
} as const
