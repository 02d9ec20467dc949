import { useEffect } from 'react'
import { useSubject } from '../state/provider.tsx'
import { markUsable } from './usable.ts'

/** Marks when the window can be used: the sessions list is drawn and keys are live. */
export function useReady(): void {
  const ready = useSubject('sessions', (state) => state.loaded)
  const known = useSubject('connections', (state) => state.list !== undefined)
  const told = useSubject('app', (state) => state.info !== undefined)
  const set = useSubject('settings', (state) => state.loaded)
  const usable = ready && known && told && set
  useEffect(() => {
    if (!usable) return
    // After the frame in which the list was drawn.
    const frame = requestAnimationFrame(markUsable)
    return () => cancelAnimationFrame(frame)
  }, [usable])
}
