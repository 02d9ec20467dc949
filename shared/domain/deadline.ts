/** How near the end of something is. `late`: under 60 minutes, `last`: under 5. */
export type Urgency = 'calm' | 'late' | 'last' | 'over'

const minute = 60_000

/** Both in ms on the same clock. */
export function urgencyOf(endsAt: number, now: number): Urgency {
  const left = endsAt - now
  if (left <= 0) return 'over'
  if (left < 5 * minute) return 'last'
  return left < 60 * minute ? 'late' : 'calm'
}
