import { useEffect } from 'react'
import { useStores, useSubject } from '../state/provider.tsx'

/** Says that this page came in the place of one that crashed: the person saw it vanish. */
export function useCrashNotice(): void {
  const { notices } = useStores()
  const isAfterCrash = useSubject('app', (state) => state.info?.isAfterCrash === true)
  useEffect(() => {
    if (!isAfterCrash) return
    notices.getState().toast({
      tone: 'err',
      text: 'The window stopped working and was loaded again. Sessions, runs and kept edits were not touched.',
    })
  }, [notices, isAfterCrash])
}
