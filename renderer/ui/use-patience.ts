import { useEffect, useState } from 'react'

/** How long somebody has waited: nothing to see yet, bars, words, words with the time. */
export type Patience = 'none' | 'bars' | 'words' | 'time'

const steps: readonly (readonly [Patience, number])[] = [
  ['bars', 150],
  ['words', 1000],
  ['time', 10_000],
]

/** Counts from the first drawing. `seconds` grows once `time` is reached. */
export function usePatience(): { readonly patience: Patience; readonly seconds: number } {
  const [patience, setPatience] = useState<Patience>('none')
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const begun = Date.now()
    const timers = steps.map(([step, after]) => setTimeout(() => setPatience(step), after))
    const tick = setInterval(() => setSeconds(Math.floor((Date.now() - begun) / 1000)), 1000)
    return () => {
      for (const timer of timers) clearTimeout(timer)
      clearInterval(tick)
    }
  }, [])
  return { patience, seconds }
}
