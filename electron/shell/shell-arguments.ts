import path from 'node:path'

/** What a start of the executable is for. */
export type ShellArguments =
  /** The window. `dataFolder` is undefined when nobody said where. */
  | { readonly kind: 'window'; readonly dataFolder: string | undefined }
  /** The local server of an installed application, with its own arguments. No window. */
  | { readonly kind: 'local-server'; readonly argv: readonly string[] }

/**
 * Reads what concerns us. Whatever else is there is passed over: Chromium, the system and test drivers add switches of
 * their own, at any place.
 * @param argv `process.argv`, with the executable and, in development, the application's folder
 */
export function parseShellArguments(argv: readonly string[]): ShellArguments {
  const branch = argv.indexOf('--local-server')
  if (branch >= 0) return { kind: 'local-server', argv: argv.slice(branch + 1) }
  const flag = argv.findIndex((argument) => argument === '--data' || argument.startsWith('--data='))
  const value = argv[flag]?.startsWith('--data=') ? argv[flag]?.slice('--data='.length) : argv[flag + 1]
  const given = flag >= 0 && value !== undefined && value !== '' && !value.startsWith('--')
  if (flag >= 0 && !given) throw new Error('--data needs a folder.')
  return { kind: 'window', dataFolder: given ? path.resolve(value) : undefined }
}
