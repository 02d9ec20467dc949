/**
 * `cd` as a console of single commands understands it. Each command runs in a shell of its own, so the folder is this
 * console's: it asks the shell where `cd` leads and gives the answer to the next commands.
 */

export interface FolderChange {
  /** Its last line of output is the new folder. */
  readonly command: string
  /** `cd -` says where it led. */
  readonly isBack: boolean
  /** It leads to the same folder from everywhere: also from one that was deleted, in which nothing can be started. */
  readonly isAbsolute: boolean
}

/**
 * Undefined for everything but a lone `cd`: in "cd data && ls" it holds for that command alone.
 * @param before the folder of this console before the present one
 */
export function folderChange(line: string, before: string): FolderChange | undefined {
  const trimmed = line.trim()
  if (!/^cd(?=\s|$)/.test(trimmed) || /[;&|<>\n]/.test(trimmed)) return undefined
  // The shell of this command knows no folder before its own.
  if (/^cd\s+-$/.test(trimmed)) return { command: `cd ${quoted(before)} && pwd`, isBack: true, isAbsolute: true }
  return { command: `${trimmed} && pwd`, isBack: false, isAbsolute: /^cd(?:\s+["']?[/~]|$)/.test(trimmed) }
}

/** One word for a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** The `cd` that a recorded command was asked for, to show it as it was typed. */
export function typedChange(command: string): string | undefined {
  const match = /^(cd(?:\s[^;&|<>\n]*)?) && pwd$/.exec(command)
  return match?.[1]
}

/** The folder that the shell answered; undefined when it is none. */
export function answeredFolder(output: string): string | undefined {
  const last = output.trimEnd().split('\n').at(-1)
  return last?.startsWith('/') ? last : undefined
}
