import path from 'node:path'
import { fail } from '../../shared/domain/errors.ts'

/** What a start of the executable is for. */
export type ShellArguments =
  /** The window. `dataFolder` is undefined when nobody said where. */
  | {
      readonly kind: 'window'
      readonly dataFolder: string | undefined
      /** What runs sandboxes on this computer; `unisolated` only when it was asked for by name. */
      readonly runtime: 'bubblewrap' | 'unisolated'
    }
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
    ? { kind: 'window', dataFolder, runtime: readRuntime(argv) }
    : { kind: 'local-server', dataFolder, argv: argv.slice(branch + 1) }
}

function readDataFolder(argv: readonly string[]): string | undefined {
  const value = textOf('--data', argv)
  if (value === undefined) return undefined
  if (value === '' || value.startsWith('--')) throw fail('refused', '--data needs a folder.')
  return path.resolve(value)
}

function readRuntime(argv: readonly string[]): 'bubblewrap' | 'unisolated' {
  const value = textOf('--runtime', argv) ?? 'bubblewrap'
  if (value === 'bubblewrap' || value === 'unisolated') return value
  throw fail('refused', `--runtime ${value}: bubblewrap or unisolated is needed.`)
}

/** Undefined without the flag, empty without a value. */
function textOf(flag: string, argv: readonly string[]): string | undefined {
  const at = argv.findIndex((argument) => argument === flag || argument.startsWith(`${flag}=`))
  if (at < 0) return undefined
  return argv[at] === flag ? (argv[at + 1] ?? '') : argv[at]?.slice(flag.length + 1)
}
