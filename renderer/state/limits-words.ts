import type { LimitsKind, LocalProbeReady } from '../../shared/domain/local-probe.ts'

/** What holds the limits of sandboxes on this computer: a short name, what that means, and that with why no better one holds. */
export interface LimitsWords {
  readonly name: string
  readonly summary: string
  readonly meaning: string
}

const whole = 'Memory, processors and processes of a whole sandbox, held by the kernel.'

const table = {
  'cgroup-v2': { name: 'Whole sandbox (cgroup v2)', summary: whole },
  'cgroup-v1': { name: 'Whole sandbox (cgroup v1)', summary: whole },
  'per-process': {
    name: 'Each process by itself',
    summary: 'Memory and processors of each process by itself. Several processes together may use more.',
  },
} as const satisfies Record<LimitsKind, Omit<LimitsWords, 'meaning'>>

export function limitsWords({ limits, limitsNote }: LocalProbeReady): LimitsWords {
  const { name, summary } = table[limits]
  return { name, summary, meaning: limitsNote === undefined ? summary : `${summary} ${limitsNote}` }
}
