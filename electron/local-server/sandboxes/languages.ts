import { randomBytes } from 'node:crypto'

/** How a piece of code is run. */
export interface CodeCommand {
  readonly command: readonly string[]
  /** Written before the start, in a folder of its own that goes after the end: for a language that takes no code as an argument. */
  readonly file?: { readonly folder: string; readonly path: string; readonly content: string }
}

/**
 * The API's table of languages: case does not matter, and any unknown word means bash (not a login shell).
 *
 * @param language as asked; missing or empty means bash.
 */
export function commandFor(code: string, language = ''): CodeCommand {
  switch (language.toLowerCase()) {
    case 'python':
    case 'python3':
      return { command: ['python3', '-c', code] }
    case 'node':
    case 'javascript':
    case 'js':
      return { command: ['node', '-e', code] }
    case 'ruby':
      return { command: ['ruby', '-e', code] }
    case 'go':
    case 'golang': {
      const folder = `/tmp/go-${randomBytes(6).toString('hex')}`
      const path = `${folder}/main.go`
      return { command: ['go', 'run', path], file: { folder, path, content: code } }
    }
    default:
      return { command: ['bash', '-c', code] }
  }
}
