import { useEffect, useState } from 'react'

/** The present time (ms), renewed each `every` ms as long as the page is visible. 0: never. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (every <= 0) return
    const renew = () => {
      if (!document.hidden) setNow(Date.now())
    }
    const timer = setInterval(renew, every)
    document.addEventListener('visibilitychange', renew)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', renew)
    }
  }, [every])
  return now
}
