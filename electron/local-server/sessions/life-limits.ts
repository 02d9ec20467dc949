const hourMs = 3_600_000

/** The API's own: 24 h unless asked otherwise, never more than a week. */
export const lifeLimits = { defaultMs: 24 * hourMs, mostMs: 168 * hourMs } as const
