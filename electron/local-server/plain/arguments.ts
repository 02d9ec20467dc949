import type { PlainOptions } from './options.ts'

/** What the command line says about the reference server to play. */
export type PlainArguments = Required<Pick<PlainOptions, 'deployment' | 'timeScale'>> & Pick<PlainOptions, 'seed'>

/** With more the timers would do nothing else, with less the longest is beyond what one takes. */
const scales = { least: 0.01, most: 1000 }
const seeds = { least: 1, most: 1_000_000 }

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
    timeScale: scale === undefined ? 1 : numberOf(scale, '--time-scale', scales),
    ...(seed === undefined ? {} : { seed: { count: Math.round(numberOf(seed, '--seed-sessions', seeds)) } }),
  }
}

function numberOf(text: string, flag: string, { least, most }: typeof scales): number {
  const number = Number(text)
  if (/^\d+(?:\.\d+)?$/.test(text) && number >= least && number <= most) return number
  throw new Error(`${flag} ${text}: a number from ${least} to ${most} is needed.`)
}
