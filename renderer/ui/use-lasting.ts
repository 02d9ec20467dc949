import { useEffect, useState } from 'react'

/** True once `holds` has been true for this long (ms) without a break; false as soon as it is not. */
export function useLasting(holds: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false)
  useEffect(() => {
    if (!holds) return
    const timer = setTimeout(() => setLasted(true), ms)
    return () => {
      clearTimeout(timer)
      setLasted(false)
    }
  }, [holds, ms])
  return holds && lasted
}
