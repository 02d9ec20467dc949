import { Buffer } from 'node:buffer'
import { fail } from '../../../shared/domain/errors.ts'

/** The server hands a file over as one base64 argument of one program, its path beside it (API note 6). */
const argumentBytes = 131_047

/** The most UTF-8 bytes that `PUT /files` takes for a path: 98,274 for one of 14 bytes. */
export function maxContentBytes(path: string): number {
  return 3 * Math.floor((argumentBytes - Buffer.byteLength(path)) / 4)
}

/** Half of a surrogate pair, which the server replaces without a word. */
const lonely = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** Throws `refused` for a path that the server's file calls take for something else (API note 6). */
export function checkFilePath(path: string): void {
  if (!path.startsWith('/')) throw fail('refused', 'A path begins with a slash.')
  // A quote ends the quoting of the server's own shell command: the rest of the name would run.
  if (/['\0\n\r]/.test(path)) throw fail('refused', 'This path holds a character that the server would misread.')
}

/** As `checkFilePath`; `too-large` and `refused` for content that would not arrive as it is. */
export function checkFileContent(path: string, content: string): void {
  if (Buffer.byteLength(content) > maxContentBytes(path))
    throw fail('too-large', `The server takes at most ${maxContentBytes(path)} bytes in one file call.`)
  if (lonely.test(content)) throw fail('refused', 'The text holds half a character, which the server would replace.')
}

/** Deleting is recursive, without a question, and empties what cannot be removed: never a folder that others stand on. */
export function checkDeletable(path: string): void {
  checkFilePath(path)
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw fail('refused', 'A path to be deleted is written out, without "..".')
  if (parts.length < 2) throw fail('refused', `${path} is not deleted as a whole.`)
}
