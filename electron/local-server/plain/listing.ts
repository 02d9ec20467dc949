import { posix } from 'node:path'

/** One entry, as the API spells it. Most of it is not to be believed (trap 6.1). */
export interface FileInfo {
  readonly name: string
  readonly path: string
  readonly size: number
  readonly is_dir: boolean
  readonly mod_time: string
}

/** Columns of a long `ls` before the name: mode, links, owner, group, size, and three of the time. */
const columnsBefore = 8

/**
 * Reads the text of `ls -la` as the server does: a line is an entry, its last word the name. So a name with spaces is its
 * last word, one with a newline is cut, and a link goes by the name of its target.
 *
 * @param at the time of the request: what `mod_time` is.
 */
export function parseListing(text: string, folder: string, at: Date): readonly FileInfo[] {
  return text.split('\n').flatMap((line) => {
    const words = line.split(/[ \t\r\v\f]+/).filter((word) => word !== '')
    const [mode = '', , , , size = ''] = words
    const name = words.length > columnsBefore ? words.at(-1) : undefined
    if (name === undefined || name === '.' || name === '..') return []
    return [
      {
        name,
        path: posix.join(folder, name),
        size: Number.parseInt(size, 10) || 0,
        is_dir: mode.startsWith('d'),
        mod_time: at.toISOString(),
      },
    ]
  })
}
