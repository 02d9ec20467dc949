/** Figures of a new session that servers limit. */
export const limitedFields = ['cpuCount', 'memoryMb', 'ttlHours'] as const

export type LimitedField = (typeof limitedFields)[number]

export type Figures = Readonly<Record<LimitedField, number>>

/** What a server taught about one figure. It may be another server, or set otherwise, by now: nothing is forbidden by it. */
export interface LearntLimit {
  /** The most that it takes, in its own words, or that it gave. */
  readonly most?: number
  /** It refused this, and did not say what it takes. */
  readonly refused?: number
  /** When that was (ms, our clock). */
  readonly at: number
}

export type LearntLimits = Readonly<Partial<Record<LimitedField, LearntLimit>>>

const names: Readonly<Record<LimitedField, RegExp>> = {
  cpuCount: /cpu|processor|vcore/i,
  memoryMb: /memory|\bmem\b|\bram\b/i,
  ttlHours: /\bttl|hours?\b|lifetime|duration|expir/i,
}

/** Behind these words stands what a server takes. */
const bound =
  /(?:at most|max(?:imum)?(?: is| of| allowed)?(?: is)?|up to|no more than|less than or equal to|not exceed|exceeds?(?: the)?(?: server'?s?)?(?: limit| maximum)?(?: of)?|limit(?:ed)?(?: is| of| to)?|<=)\s*:?\s*/i

/** "24h0m0s", "168 hours", "16 GB", "16384", "3600 s": figure and unit. */
const figure = /(\d[\d,_]*(?:\.\d+)?)\s*([a-zµ]*)/i

const hoursIn: Readonly<Record<string, number>> = {
  d: 24,
  day: 24,
  days: 24,
  h: 1,
  hour: 1,
  hours: 1,
  m: 1 / 60,
  min: 1 / 60,
  minutes: 1 / 60,
  s: 1 / 3600,
  sec: 1 / 3600,
  seconds: 1 / 3600,
  nanoseconds: 1 / 3.6e12,
  ns: 1 / 3.6e12,
  '': 1 / 3.6e12,
}

const megabytesIn: Readonly<Record<string, number>> = {
  '': 1,
  m: 1,
  mb: 1,
  mib: 1,
  megabytes: 1,
  g: 1024,
  gb: 1024,
  gib: 1024,
  gigabytes: 1024,
}

/** Which figure these words of a refusal are about; undefined when that is not plain. */
function fieldIn(words: string): LimitedField | undefined {
  const found = limitedFields.filter((field) => names[field].test(words))
  return found.length === 1 ? found[0] : undefined
}

function mostIn(field: LimitedField, words: string): number | undefined {
  const at = bound.exec(words)
  const said = at && figure.exec(words.slice(at.index + at[0].length))
  if (!said) return undefined
  const value = Number((said[1] ?? '').replaceAll(/[,_]/g, ''))
  const unit = (said[2] ?? '').toLowerCase()
  const factor = field === 'ttlHours' ? hoursIn[unit] : field === 'memoryMb' ? megabytesIn[unit] : 1
  const most = factor === undefined ? Number.NaN : value * factor
  return most > 0 ? most : undefined
}

/** What the words of a refusal (400, 422) teach about what was asked for; undefined: nothing. */
export function learnFromRefusal(words: string, asked: Figures, now: number): LearntLimits | undefined {
  const field = fieldIn(words)
  if (!field) return undefined
  const most = mostIn(field, words)
  // A figure that what was asked for does not pass is about something else.
  const isMost = most !== undefined && most < asked[field]
  return { [field]: { at: now, ...(isMost ? { most } : { refused: asked[field] }) } }
}

/** What was given for what was asked: less teaches a limit, as much takes back what was believed. */
export function learnFromGiven(before: LearntLimits, asked: Figures, given: Figures, now: number): LearntLimits {
  const after: Partial<Record<LimitedField, LearntLimit>> = { ...before }
  for (const field of limitedFields) {
    // Clocks and rounding take some seconds of hours.
    const slack = field === 'ttlHours' ? 0.05 : 0
    if (given[field] <= 0) continue
    if (given[field] < asked[field] - slack) after[field] = { most: roundly(given[field]), at: now }
    else if (passes(before[field], asked[field])) delete after[field]
  }
  return after
}

/** Is this more than the server took so far? */
export function passes(limit: LearntLimit | undefined, value: number): boolean {
  if (!limit) return false
  if (limit.most !== undefined) return value > limit.most
  return limit.refused !== undefined && value >= limit.refused
}

function roundly(value: number): number {
  return Math.round(value * 10) / 10
}
