import path from 'node:path'
import { fail } from '../../shared/domain/errors.ts'

/** What a start of the executable is for. */
export type ShellArguments =
  /** The window. `dataFolder` is undefined when nobody said where. */
  | { readonly kind: 'window'; readonly dataFolder: string | undefined }
  /** The local server of an installed application, with its own arguments. No window. */
  | { readonly kind: 'local-server'; readonly dataFolder: string | undefined; readonly argv: readonly string[] }

/**
 * Reads what concerns us. Whatever else is there is passed over: Chromium, the system and test drivers add switches of
 * their own, at any place.
 * @param argv `process.argv`, with the executable and, in development, the application's folder
 * @throws AppError `refused`
 */
export function parseShellArguments(argv: readonly string[]): ShellArguments {
  const dataFolder = readDataFolder(argv)
  const branch = argv.indexOf('--local-server')
  return branch < 0
    ? { kind: 'window', dataFolder }
    : { kind: 'local-server', dataFolder, argv: argv.slice(branch + 1) }
}

function readDataFolder(argv: readonly string[]): string | undefined {
  const flag = argv.findIndex((argument) => argument === '--data' || argument.startsWith('--data='))
  if (flag < 0) return undefined
  const value = argv[flag] === '--data' ? argv[flag + 1] : argv[flag]?.slice('--data='.length)
  if (value === undefined || value === '' || value.startsWith('--')) throw fail('refused', '--data needs a folder.')
  return path.resolve(value)
}
