/**
 * `cd` as a console of single commands understands it. Each command runs in a shell of its own, so the folder is this
 * console's: it asks the shell where `cd` leads and gives the answer to the next commands.
 */

export type FolderChange =
  /** `cd -`: to where it was before. */
  | { readonly kind: 'back' }
  /** Ask the shell: its last line of output is the new folder. */
  | { readonly kind: 'ask'; readonly command: string }

/** Undefined for everything but a lone `cd`: in "cd data && ls" it holds for that command alone. */
export function folderChange(line: string): FolderChange | undefined {
  const trimmed = line.trim()
  if (!/^cd(?=\s|$)/.test(trimmed) || /[;&|<>\n]/.test(trimmed)) return undefined
  if (/^cd\s+-$/.test(trimmed)) return { kind: 'back' }
  return { kind: 'ask', command: `${trimmed} && pwd` }
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
