import type { ErrorData } from './errors.ts'

/** The steps of a check, in their order: each needs the ones before it. */
export const checkStepIds = [
  /** The name of the server, or of the proxy, is that of a computer. */
  'name',
  'tcp',
  /** The proxy lets the way to the server through. */
  'proxy',
  'tls',
  'health',
  'token',
  /** The server's clock beside ours. */
  'clock',
  'requests',
  /** Sandboxes of the server. */
  'pool',
] as const

export type CheckStepId = (typeof checkStepIds)[number]

/** One step, and how it went. */
export interface CheckStep {
  readonly id: CheckStepId
  /** `not-needed`: there is no proxy, or no TLS · `not-reached`: a step before it failed. */
  readonly state: 'waiting' | 'doing' | 'ok' | 'failed' | 'not-needed' | 'not-reached'
  /** What was found, one sentence. */
  readonly words?: string
  /** What to do about a failure. */
  readonly fix?: string
  /** The failure as the other side or the system put it. */
  readonly error?: ErrorData
}

const needed: ReadonlySet<CheckStepId> = new Set(['name', 'tcp', 'proxy', 'tls', 'health', 'token'])

/** May it be kept? A wrong clock and an empty pool are said, and stop nobody. */
export function isUsable(steps: readonly CheckStep[]): boolean {
  return steps.length > 0 && steps.every(({ id, state }) => !needed.has(id) || state === 'ok' || state === 'not-needed')
}
