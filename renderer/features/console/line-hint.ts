/** What of a shell lasts from one line to the next, and here does not. */
const lasting = /^(?:export|alias|unalias|source|\.|set|unset|shopt|umask|ulimit|pushd|popd|declare|readonly)\s/
/** A variable of the shell alone. */
const assignment = /^[A-Za-z_]\w*=\S*$/

/**
 * What is to be said after a line that a person expects to last, or to end the console: each line has a shell of its own.
 * Undefined for all others, and for one with several commands, in which it does hold.
 */
export function lineHint(line: string): string | undefined {
  const trimmed = line.trim()
  if (/[;&|\n]/.test(trimmed)) return undefined
  if (/^(?:exit|logout)(?:\s+\d+)?$/.test(trimmed))
    return 'Each line has a shell of its own: that one ended, the console stays.'
  if (!lasting.test(trimmed) && !assignment.test(trimmed)) return undefined
  return 'Each line has a shell of its own: this held for that one alone. What all runs begin with is set under Folder and environment of runs.'
}
