import type { PlainOptions } from './options.ts'

/** What the command line says about the reference server to play. */
export type PlainArguments = Required<Pick<PlainOptions, 'deployment' | 'timeScale'>> & Pick<PlainOptions, 'seed'>

/** For `parseArgs`, which knows no flag that may have a value and may have none. */
export function spellOut(argv: readonly string[]): string[] {
  return argv.map((argument) => (argument === '--plain' ? '--plain=memory' : argument))
}

/** The flags, for `parseArgs`. */
export const plainFlags = {
  plain: { type: 'string' },
  'seed-sessions': { type: 'string' },
  'time-scale': { type: 'string' },
} as const

/**
 * @param values of the flags; all of them mean nothing without `plain`.
 * @returns undefined when no reference server is asked for.
 * @throws Error whose message is a sentence
 */
export function readPlainArguments(
  values: {
    readonly [Name in keyof typeof plainFlags]?: string | undefined
  },
): PlainArguments | undefined {
  const { plain, 'seed-sessions': seed, 'time-scale': scale } = values
  if (plain === undefined) {
    if (seed !== undefined || scale !== undefined) throw new Error('--seed-sessions and --time-scale go with --plain.')
    return undefined
  }
  if (plain !== 'memory' && plain !== 'stored') throw new Error(`--plain=${plain}: memory or stored is needed.`)
  return {
    deployment: plain,
    timeScale: scale === undefined ? 1 : numberOf(scale, '--time-scale', /^\d+(?:\.\d+)?$/),
    ...(seed === undefined ? {} : { seed: { count: numberOf(seed, '--seed-sessions', /^\d{1,6}$/) } }),
  }
}

function numberOf(text: string, flag: string, form: RegExp): number {
  const number = Number(text)
  if (!form.test(text) || number === 0) throw new Error(`${flag} ${text}: a number above 0 is needed.`)
  return number
}
