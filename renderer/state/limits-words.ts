import type { LimitsKind, LocalProbeReady } from '../../shared/domain/local-probe.ts'

/** What holds the limits of sandboxes on this computer: a short name, and what that means. */
export interface LimitsWords {
  readonly name: string
  readonly meaning: string
}

const whole = 'Memory, processors and processes of a whole sandbox, held by the kernel.'

const table = {
  'cgroup-v2': { name: 'Whole sandbox (cgroup v2)', meaning: whole },
  'cgroup-v1': { name: 'Whole sandbox (cgroup v1)', meaning: whole },
  'per-process': {
    name: 'Each process by itself',
    meaning: 'Memory and processors of each process by itself. Several processes together may use more.',
  },
} as const satisfies Record<LimitsKind, LimitsWords>

export function limitsWords({ limits, limitsNote }: LocalProbeReady): LimitsWords {
  const { name, meaning } = table[limits]
  return { name, meaning: limitsNote === undefined ? meaning : `${meaning} ${limitsNote}` }
}
