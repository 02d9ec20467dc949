/**
 * Numbers, times and sizes as words, the same everywhere. Times are milliseconds. Clock times and dates are in the
 * person's own zone; tests give one.
 */

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** "612 B", "1.2 KB", "48 MB": of 1000, two figures below ten. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  // 999.5 would be drawn as 1000.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** Memory as servers count it: "2 GB" for 2048. */
export function formatMemory(megabytes: number): string {
  if (megabytes < 1024) return `${megabytes} MB`
  const gigabytes = megabytes / 1024
  return `${Number.isInteger(gigabytes) ? gigabytes : gigabytes.toFixed(1)} GB`
}

/** "1,284" with the locale's mark. */
export function formatCount(count: number): string {
  return count.toLocaleString()
}

/** How long something took: "0.61 s", "14.2 s", "12 m 04 s", "3 h 12 m". */
export function formatTook(ms: number): string {
  if (ms < 9.995 * second) return `${(ms / second).toFixed(2)} s`
  if (ms < 59.95 * second) return `${(ms / second).toFixed(1)} s`
  const total = Math.round(ms / second)
  if (total < 3600) return `${Math.floor(total / 60)} m ${pad(total % 60)} s`
  return `${Math.floor(total / 3600)} h ${pad(Math.floor((total % 3600) / 60))} m`
}

/** What is left: "6 d 3 h", "3 h 12 m", "14 m", under 5 min "4 m 09 s". Nothing below zero. */
export function formatLeft(ms: number): string {
  const left = Math.max(0, ms)
  if (left >= day) return `${Math.floor(left / day)} d ${Math.floor((left % day) / hour)} h`
  if (left >= hour) return `${Math.floor(left / hour)} h ${Math.floor((left % hour) / minute)} m`
  if (left >= 5 * minute) return `${Math.floor(left / minute)} m`
  const seconds = Math.floor(left / second)
  return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`
}

/** The same in full words, for screen readers: "3 hours 12 minutes". */
export function speakLeft(ms: number): string {
  const left = Math.max(0, ms)
  const part = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
  if (left >= day) return `${part(Math.floor(left / day), 'day')} ${part(Math.floor((left % day) / hour), 'hour')}`
  if (left >= hour)
    return `${part(Math.floor(left / hour), 'hour')} ${part(Math.floor((left % hour) / minute), 'minute')}`
  if (left >= 5 * minute) return part(Math.floor(left / minute), 'minute')
  const seconds = Math.floor(left / second)
  return `${part(Math.floor(seconds / 60), 'minute')} ${part(seconds % 60, 'second')}`
}

/** How old: "now", "4 m ago", "3 h ago", "2 d ago", then the date. */
export function formatAge(at: number, now: number, zone?: string): string {
  const age = now - at
  if (age < minute) return 'now'
  if (age < hour) return `${Math.floor(age / minute)} m ago`
  if (age < day) return `${Math.floor(age / hour)} h ago`
  if (age < 7 * day) return `${Math.floor(age / day)} d ago`
  return formatDate(at, zone)
}

/** "14:02:31" */
export function formatClock(at: number, zone?: string): string {
  return part(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }, zone)
}

/** "14:02" */
export function formatTime(at: number, zone?: string): string {
  return part(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone)
}

/** "21 Nov" */
export function formatDate(at: number, zone?: string): string {
  return part(at, { day: 'numeric', month: 'short' }, zone)
}

/** "as of 14:02:31", with the date if that is not today. */
export function formatAsOf(at: number, now: number, zone?: string): string {
  const today = formatDate(at, zone) === formatDate(now, zone) && Math.abs(now - at) < 2 * day
  return today ? `as of ${formatClock(at, zone)}` : `as of ${formatDate(at, zone)}, ${formatClock(at, zone)}`
}

/** "23 Nov 2026, 17:14:40 (server time, UTC+1)": a moment of a server's clock, in full. */
export function formatFull(at: number, zone?: string): string {
  const date = part(at, { day: 'numeric', month: 'short', year: 'numeric' }, zone)
  return `${date}, ${formatClock(at, zone)} (server time, ${zoneName(at, zone)})`
}

/** "UTC+1", "UTC+5:30", "UTC". */
function zoneName(at: number, zone?: string): string {
  const parts = formatter({ timeZoneName: 'shortOffset' }, zone).formatToParts(at)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
  return name.replace('GMT', 'UTC').replace(/\+0$/, '')
}

function part(at: number, options: Intl.DateTimeFormatOptions, zone: string | undefined): string {
  return formatter(options, zone).format(at)
}

/** Making one takes longer than drawing a row. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(options: Intl.DateTimeFormatOptions, zone: string | undefined): Intl.DateTimeFormat {
  // A computer that travels: a formatter keeps the zone in which it was made.
  const key = JSON.stringify([options, zone ?? new Date().getTimezoneOffset()])
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...options, ...(zone ? { timeZone: zone } : {}) })
  formatters.set(key, made)
  return made
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

/** Seconds of a limit in whole units: `10 s`, `1 m`, `4 m 50 s`. */
export function formatLimit(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  return [minutes > 0 ? `${minutes} m` : '', rest > 0 ? `${rest} s` : ''].filter(Boolean).join(' ')
}
