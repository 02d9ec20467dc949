import { z } from 'zod'
import type { FileContent, FileVersion, FolderListing } from '../domain/file.ts'
import type { FileIndexPart } from '../domain/file-index.ts'
import { call, stream } from '../wire/contract.ts'
import { bytes, path, sessionRef, sha256 } from './schemas.ts'

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
  /** Recursive and final. `not-found` when it is not there. */
  'files.delete': call<void>()(at),
} as const
