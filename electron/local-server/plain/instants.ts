const nanosPerMs = 1_000_000n

/** Nanoseconds since 1970; before that for a session whose time was set far into the past. */
export type Instant = bigint

/** What the clock says, with digits below the millisecond that it does not know: every answer has to show the same ones. */
export function now(): Instant {
  return BigInt(Date.now()) * nanosPerMs + BigInt(Math.floor(Math.random() * 1_000_000))
}

/** @param ms may be negative, and may have a fraction. */
export function later(instant: Instant, ms: number): Instant {
  return instant + BigInt(Math.round(ms * 1_000_000))
}

/** Within the present millisecond everything is past: its digits are not the clock's. */
export function isPast(instant: Instant): boolean {
  return instant < BigInt(Date.now() + 1) * nanosPerMs
}

/** How one of the two stores writes a time: nanoseconds in the service's own zone, or the database's microseconds. */
export interface TimeForm {
  readonly digits: 9 | 6
  /** East of Greenwich. 0 is written as `Z`. */
  readonly offsetMinutes: number
}

/** RFC 3339 with the zeros at the end of the fraction cut off, so that any number of digits occurs. */
export function formatInstant(instant: Instant, { digits, offsetMinutes }: TimeForm): string {
  const below = ((instant % nanosPerMs) + nanosPerMs) % nanosPerMs
  const ms = Number((instant - below) / nanosPerMs)
  const written = new Date(ms + offsetMinutes * 60_000).toISOString()
  const fraction = `${written.slice(-4, -1)}${String(below).padStart(6, '0')}`.slice(0, digits).replace(/0+$/, '')
  return `${written.slice(0, -5)}${fraction === '' ? '' : `.${fraction}`}${zoneOf(offsetMinutes)}`
}

function zoneOf(minutes: number): string {
  if (minutes === 0) return 'Z'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}
