import type { KeptOutput } from '../contract/runs.ts'

/** Code counts in a search with so many characters. */
const maxCode = 32 * 1024
/** Output counts with so many bytes. */
export const maxHeadBytes = 16 * 1024

const esc = String.fromCharCode(0x1b)
const bell = String.fromCharCode(0x07)
/** What a terminal takes as commands: colours and cursor moves, titles and links, single letters. */
const commands = new RegExp(
  `${esc}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)|[@-Z\\\\-_])`,
  'g',
)

/** What of a run's code is searched. */
export function codeText(code: string): string {
  return plain(code.slice(0, maxCode))
}

/** What of its output is searched: the beginning as it arrived, without a terminal's commands. */
export function outputText({ pieces }: KeptOutput): string {
  const decoder = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  return plain(
    pieces
      .map(({ stream, bytes }) => decoder[stream].decode(bytes, { stream: true }))
      .join('')
      .replace(commands, ''),
  )
}

/** SQLite ends a text at NUL in some of its functions. */
function plain(text: string): string {
  return text.replaceAll('\0', ' ')
}

/**
 * What a person typed as a query of FTS5: all words, each as the beginning of one. Undefined when there is no word in it.
 */
export function searchQuery(text: string): string | undefined {
  const words = text.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)
  return words?.map((word) => `"${word}"*`).join(' AND ')
}
