import { useEffect, useState } from 'react'

/**
 * The present time (ms); drawn again each `every` ms as long as the page is visible. 0: never.
 * All of the same `every` tick together, so that two of them never show two times for one thing.
 */
export function useNow(every: number): number {
  const [, setTick] = useState(0)
  useEffect(() => {
    if (every <= 0) return
    const renew = () => {
      if (!document.hidden) setTick((tick) => tick + 1)
    }
    let timer = setTimeout(tick, untilNext())
    function tick(): void {
      timer = setTimeout(tick, untilNext())
      renew()
    }
    function untilNext(): number {
      return every - (Date.now() % every)
    }
    document.addEventListener('visibilitychange', renew)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', renew)
    }
  }, [every])
  // Not that of the last tick: what was made since would have more time left than it was given.
  return Date.now()
}
